/** Buttons for characters that the keyboard doesn't have. */
import type { Translate } from "../../i18n/translate";

interface CharactersProps {
  characters: readonly string[];
  onInsert(character: string): void;
  t: Translate;
}

export function Characters({ characters, onInsert, t }: CharactersProps) {
  return (
    <div className="prodigy-text-input-characters" role="group" aria-label={t("insert_character")}>
      {characters.map((character) => (
        <button
          key={character}
          type="button"
          // The cursor stays where it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onInsert(character)}
        >
          <bdi>{character}</bdi>
        </button>
      ))}
    </div>
  );
}
