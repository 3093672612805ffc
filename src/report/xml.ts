/** Elements as a document of XML 1.0, indented for readers. Text and attributes may hold anything. */
import { DOMImplementation, type Document, type Element, XMLSerializer } from "@xmldom/xmldom";
import { plainText } from "./printable.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Shown as it stands; empty for none. */
  readonly text?: string;
  readonly children?: readonly XmlElement[];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const INDENT = "  ";

export function xmlDocument(root: XmlElement): string {
  const document = new DOMImplementation().createDocument(null, "");
  document.appendChild(elementOf(document, root, "\n"));
  return `${HEAD}${new XMLSerializer().serializeToString(document, { requireWellFormed: true })}\n`;
}

/** `line`: the break before the element, with its indentation. */
function elementOf(document: Document, element: XmlElement, line: string): Element {
  const { name, attributes = {}, text = "", children = [] } = element;
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, plainText(value));
  // Where a section would end too early, it is cut in two.
  for (const part of text === "" ? [] : plainText(text).split(/(?<=]])(?=>)/))
    made.appendChild(document.createCDATASection(part));
  const deeper = line + INDENT;
  for (const child of children) {
    made.appendChild(document.createTextNode(deeper));
    made.appendChild(elementOf(document, child, deeper));
  }
  if (children.length > 0) made.appendChild(document.createTextNode(line));
  return made;
}
