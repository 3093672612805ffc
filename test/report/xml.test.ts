/** Documents of XML, as a parser of another's reads them. */
import { DOMParser } from "@xmldom/xmldom";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "../../src/report/printable.ts";
import { xmlDocument } from "../../src/report/xml.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("]", ">", "<", "&", '"', "'", "\n", "\t", "a", "\u0000", "\ud800") }),
);

describe("a document of XML", () => {
  it("holds any text, in attributes and between tags", () => {
    fc.assert(
      fc.property(text, text, (attribute, content) => {
        const xml = xmlDocument({
          name: "a",
          children: [{ name: "b", attributes: { attribute }, text: content }],
        });
        const [b] = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagName("b");
        expect(b!.getAttribute("attribute")).toBe(plainText(attribute));
        expect(b!.textContent).toBe(plainText(content));
      }),
    );
  });

  it("has an element a line", () => {
    const children = [{ name: "empty" }, { name: "full", text: "1 < 2", children: [{ name: "deep" }] }];
    expect(xmlDocument({ name: "all", attributes: { n: "2" }, children })).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <all n="2">
        <empty/>
        <full><![CDATA[1 < 2]]>
          <deep/>
        </full>
      </all>
      "
    `);
  });
});
