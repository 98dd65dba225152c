/** In place of a picture that doesn't come: its name, what the server says, and another try. */
import type { Translate } from "../../../i18n/translate";
import { fileName } from "./source";
import type { Picture } from "./usePicture";

export function Broken({ picture, t }: { picture: Picture; t: Translate }) {
  const { failure } = picture;
  return (
    <div className="prodigy-image-broken" role="alert">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3.5 5.5h17v13h-17zm0 10 4.5-4.5 3 3m3-1 2-2 4.5 4.5M4 3l16 18" />
      </svg>
      <p>{t("image_failed")}</p>
      <p className="prodigy-image-name">
        <bdi>{fileName(picture.src)}</bdi>
      </p>
      {failure?.words && <p className="prodigy-image-words">{failure.words}</p>}
      {failure?.hint && <p className="prodigy-image-words">{failure.hint}</p>}
      <button type="button" onClick={picture.retry}>
        {t("retry")}
      </button>
    </div>
  );
}
