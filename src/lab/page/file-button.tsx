/** Button by which the person picks files, or a folder. */

interface Props {
  readonly text: string;
  readonly isFolder?: boolean;
  /** Endings that are offered first. */
  readonly accept?: string;
  readonly onPick: (files: FileList) => void;
}

/** An attribute that all browsers have and Preact's types do not. */
const FOLDER: object = { webkitdirectory: true };

export function FileButton({ text, isFolder = false, accept, onPick }: Props) {
  return (
    <label class="button">
      {text}
      <input
        type="file"
        class="unseen"
        multiple
        accept={accept}
        {...(isFolder && FOLDER)}
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null) onPick(currentTarget.files);
          // The same file may be picked again.
          currentTarget.value = "";
        }}
      />
    </label>
  );
}
