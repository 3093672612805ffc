/** Firmware on paper, with its line numbers. */
export function Listing({ text }: { readonly text: string }) {
  return (
    <ol class="listing source">
      {text
        .trimEnd()
        .split("\n")
        .map((line, index) => (
          <li key={index}>
            <code>{line}</code>
          </li>
        ))}
    </ol>
  );
}
