/** A recording or film as the content of a question: to be played, with its regions to be seen. */
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import type { Theme } from "../../../model/theme";
import type { Translate } from "../../../i18n/translate";
import type { ContentKeys } from "../contentKind";
import { AudioCard } from "./AudioCard";

interface AudioContentProps {
  content: ContentKeys;
  config: AppConfig;
  theme: Theme;
  t: Translate;
}

const NOTHING = () => {};

export default function AudioContent({ content, config, theme, t }: AudioContentProps) {
  const task = content as Task;
  return (
    <AudioCard
      {...{ task, config, theme, t }}
      original={task}
      update={NOTHING}
      answer={NOTHING}
      usesNumberKeys={false}
      isManual={false}
      isEmbedded
    />
  );
}
