/** Messages to be read, such as a prompt or a response: they open and close by themselves. */
import { useCallback, useState } from "react";
import type { ViewProps } from "../../types";
import { MessageView, type Openness } from "./MessageView";
import type { Message } from "./readMessages";

interface MessageListProps extends Pick<ViewProps, "config" | "theme" | "t"> {
  messages: readonly Message[];
}

export function MessageList({ messages, config, theme, t }: MessageListProps) {
  const [changed, setChanged] = useState<ReadonlyMap<number, Openness>>(new Map());
  const change = useCallback((index: number, openness: Openness) => {
    setChanged((before) => new Map(before).set(index, openness));
  }, []);
  return (
    <div className="prodigy-turns">
      {messages.map((message) => (
        <MessageView
          key={message.index}
          {...{ message, config, theme, t }}
          openness={changed.get(message.index) ?? "folded"}
          onOpenness={change}
        />
      ))}
    </div>
  );
}
