/** Text of the catalogue or of a lesson, in which backquotes set code apart. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <>{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>))}</>
  );
}
