/** Words and numbers of the page, explained on the page. */

const ENTRIES: readonly (readonly [term: string, means: string])[] = [
  [
    "credential, secret",
    "A value that opens something, such as the WiFi passphrase (wifi.psk), or that names the home, such as the WiFi's name (wifi.ssid). Settings are called settings.KEY, text in the source literal.FILE:LINE. The page has names only.",
  ],
  [
    "appliance, firmware, image, board",
    "The product; the program in it; what the program is built into, known by the SHA-256 of its bytes; and the hardware that it runs on.",
  ],
  [
    "run, virtual time, seed",
    "One life of the appliance in a simulated home, from power-on; the time in that home, in seconds after power-on; and the number from which all chance there is made. The same seed gives the same run.",
  ],
  [
    "other values, twins",
    "Each secret takes other values, one run each or more, while everything else stays: what an observer then sees differ comes from the secret. Two such runs are twins. Some values are related to its own, some are unusual (common passwords, quotes, the longest), twelve are drawn at random.",
  ],
  [
    "phone, access point",
    "Parts of the home that take part in a run: a phone hands the WiFi's name and password to the appliance. They are no observers, so no arrow leads to or from them: what they hear is the home's own. In the picture, observers that need not be of the home are outside of the house.",
  ],
  [
    "degrees: clear, encoded, derived, implicit",
    "Worst first: the credential can be read; it can be decoded without a key; bytes are computed from it; something else about what is seen, such as a length, hints at it.",
  ],
  [
    "colours",
    "Red: clear and encoded, a verdict of leaks, and the line that leaks. Orange: derived, and masks of what differs. Violet: implicit. Grey: allowed, or nothing. Yellow: a note, a row that differs, and, brighter, the place of a credential.",
  ],
  [
    "names",
    "A firmware is called by its folder and file. After a line, FILE:NUMBER; after a server, its port, such as 80 for HTTP without TLS and 443 for HTTPS.",
  ],
  [
    "bytes",
    "Counted as they are sent: text in hexadecimal has two bytes for each one that it stands for, and the head of a request counts for itself.",
  ],
  [
    "identities, scenarios, circumstances",
    "The board's own id and addresses; lists of what happens in a run, step by step; and states of the board that are not the usual one. Each is tried in further runs, with other values again; settings are found out in others, and equal runs are compared. So there are more runs than values.",
  ],
  [
    "events",
    "Things that were sent, stored or shown in the first run. Several observers may see one, so the lanes of the timeline have more in all.",
  ],
  ["branches", "Ways that the firmware's own code can go. What did not run was not judged."],
  [
    "bits, values told apart",
    "A measure of how much is learned: n bits tell 2 to the power of n values apart. The lower number is what twelve values drawn at random showed, so never more than twelve values (3.6 bits); the upper is the most that it can be: all that the secret holds, or, where some values looked alike, an estimate from how many did.",
  ],
  [
    "allowed, released, platform, policy",
    "Flows that are no leak: the platform's own, which every board of this kind needs (such as the frames that join a WiFi), and those that the firmware's policy declares with a reason.",
  ],
  [
    "as expected",
    "The policy of a firmware may say which verdict and which leaks it expects, as lessons and tests do. That changes no verdict and allows nothing.",
  ],
  [
    "evidence toward met or not met, to be weighed, not examined",
    "In the appendix: checks that were done found nothing that bears on a provision; a leak bears on it; there is something that only a person can judge, such as an allowed flow; or no check looked.",
  ],
  [
    "rule, such as derived/http",
    "The degree of a leak and the channel by which it goes. The same names are in all reports.",
  ],
  [
    "frame, Jacdac, TLS, timer pending",
    "A message of the appliance's own wire protocol, Jacdac (those between parts of one board do not reach other modules, but its USB forwards them to the cable); encryption between appliance and server; and work that the firmware had planned for after the end of the run.",
  ],
  [
    "flash, at the end of the run",
    "What is in the board's memory is looked at when the run ends, at a power cut, and after the firmware was told to forget.",
  ],
];

export const WORDS_ANCHOR = "words";

export function Glossary() {
  return (
    <details class="glossary">
      <summary>
        <h2>Words and numbers on this page</h2>
      </summary>
      <dl id={WORDS_ANCHOR}>
        {ENTRIES.map(([term, means]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
