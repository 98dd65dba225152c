/** Top of the page column: menu and save on small screens, bookmark, instructions and keys. */
import { useTranslate } from "../i18n/react";
import { keyHint } from "../keymap/labels";
import { Icon, type IconName } from "../ui/Icon";
import { Logo } from "./Logo";
import { ConnectedSaveButton } from "./Sidebar";
import "./toolbar.css";

export interface ToolbarProps {
  isNarrow: boolean;
  hasHelp: boolean;
  hasFlag: boolean;
  isFlagged: boolean;
  canFlag: boolean;
  hasNotes: boolean;
  isNoted: boolean;
  keysOf(action: string): readonly string[];
  onMenu(): void;
  onHelp(): void;
  onKeys(): void;
  onFlag(): void;
  onNote(): void;
}

export function Toolbar(props: ToolbarProps) {
  const t = useTranslate();
  const { isNarrow, isFlagged, keysOf } = props;
  return (
    <header className="prodigy-toolbar">
      {isNarrow && (
        <>
          <button
            type="button"
            className="prodigy-icon-button prodigy-button-menu"
            aria-label={t("menu")}
            onClick={props.onMenu}
          >
            <Icon name="menu" />
          </button>
          <Logo />
          <span className="prodigy-toolbar-space" />
        </>
      )}
      {props.hasFlag && (
        <ToolButton
          name="flag"
          icon="flag"
          text={t(isFlagged ? "flagged" : "flag")}
          keys={keysOf("flag")}
          isPressed={isFlagged}
          isDisabled={!props.canFlag}
          onPress={props.onFlag}
        />
      )}
      {props.hasNotes && (
        <ToolButton
          name="note"
          icon="note"
          text={t(props.isNoted ? "note_edit" : "note")}
          keys={keysOf("note")}
          isPressed={props.isNoted}
          isDisabled={!props.canFlag}
          onPress={props.onNote}
        />
      )}
      {props.hasHelp && (
        <ToolButton name="help" icon="help" text={t("help")} keys={keysOf("help")} onPress={props.onHelp} />
      )}
      {!isNarrow && (
        <ToolButton name="keys" icon="keyboard" text={t("keys")} keys={keysOf("keys")} onPress={props.onKeys} />
      )}
      {isNarrow && <ConnectedSaveButton />}
    </header>
  );
}

interface ToolButtonProps {
  name: string;
  icon: IconName;
  text: string;
  keys: readonly string[];
  isPressed?: boolean;
  isDisabled?: boolean;
  onPress(): void;
}

function ToolButton({ name, icon, text, keys, isPressed, isDisabled, onPress }: ToolButtonProps) {
  const hint = keys[0] ? ` (${keyHint(keys[0])})` : "";
  return (
    <button
      type="button"
      className={`prodigy-icon-button prodigy-button-${name}`}
      aria-label={text}
      aria-pressed={isPressed}
      title={text + hint}
      disabled={isDisabled}
      onClick={onPress}
    >
      <Icon name={icon} isFilled={isPressed && icon === "flag"} />
    </button>
  );
}
