/** Topics: pages of `tightlip explain` on what a verdict says as a whole, beside those on rules. */

import { OBSERVERS } from "../../sim/tape/tape.ts";
import { DEGREES } from "../judge/policy/degree.ts";
import { OBSERVER_WORDS } from "./observer-words.ts";
import { DEGREE_TEXTS } from "./rules.ts";

export interface Topic {
  /** One word, such as `keeps`. */
  readonly id: string;
  /** One line, no full stop. */
  readonly title: string;
  /** Paragraphs of whole sentences. */
  readonly paragraphs: readonly string[];
}

const VERDICT_TOPICS: readonly Topic[] = [
  {
    id: "keeps",
    title: "The verdict that no observer learns a credential",
    paragraphs: [
      "In the runs that were done, no observer could tell from what the device sent which value a credential had, except by allowed flows; and the firmware did use the credential.",
      'Without --for a run lasts 60 s and goes on until each timer has fired twelve times, for at most 5 minutes of virtual time, or twice, for at most 11. With --for or --until, or "for" in the policy, it is exactly that long.',
      "Each credential takes other values: three that are related to its own, ten corner values (common passwords, dates as PINs, equal secrets and secrets that hold each other, the longest, quotes and accents…) and, in the first scenario, twelve samples. A credential that firmware takes apart gets the form that it asks for.",
      "A credential counts as used when the firmware had it and was seen to do something with it, or when something that is sent depends on it. That the board joins the WiFi by itself is no use. Without use the verdict is unknown.",
      "Platform releases cover what their mechanism needs and nothing else: the network's name in its own fields, what the handshake computes, the entry that holds the value as it was given, and of what the vault seals the ciphertext and the tag.",
      "The report says what was not tried: tightlip explain coverage, circumstances, notes. What each platform release covers: tightlip explain platform/store and so on.",
    ],
  },
  {
    id: "coverage",
    title: "Branches of the firmware's own code that ran",
    paragraphs: [
      'Each way that the code can go counts once: the two ways out of a condition, the way into a function, event handlers included, and that into a catch block. "61 of 88 branches ran" means that 27 ways were taken in no run. Library code does not count, nor does the top level of the files, which runs at each start.',
      "What did not run was not judged. The report lists the lines of the ways that were not taken, timers that were still pending, members of replies that the firmware asked for and did not get, and settings that were not set.",
      "To reach more: give the policy scenarios, servers that answer with the members that are missing, and values for settings; let runs last longer with --for; or search longer with --explore. A comparison that no try met always ended in the same way, though the firmware has code for the other: a scenario that meets it opens it.",
      'With --require 90%, or "require" in the policy, a firmware of which less ran is unknown instead of keeping its secrets. Leaks stay leaks.',
    ],
  },
  {
    id: "notes",
    title: "Lines beside a verdict that decide nothing",
    paragraphs: [
      'A setting reaches somebody: its key does not look like a credential\'s, so it is not judged. If it is one, name it in "secrets"; if not, in "public", and the note is gone.',
      "Another board: the firmware crashes within two seconds on its board, because it drives parts that the simulator does not have, and was judged on the simulator's own board. On its own board only what it says until the crash was seen; a leak there says so.",
      "A crash in other circumstances than the usual ones: what the firmware would do there afterwards was not seen. A crash in the usual ones makes the verdict unknown.",
      'Settings refused: with plausible values in every setting the firmware crashes. Give values that suit it in "settings".',
      "A nonce repeats: two contents that are sealed with one key and one nonce protect neither. Draw a nonce for each.",
      "The same on every board: bytes that are computed from a credential do not change with the board, as long as it draws the same random bytes. If they are encrypted under a key that was not drawn by chance, the key is in the firmware: its maker has it, and so has whoever reads the firmware.",
      "Identities differ: with another device id, other addresses and other round-trip times the firmware does something else at the line named. What it does there was judged under these identities only; a trigger that waits for a certain device is not found.",
    ],
  },
  {
    id: "circumstances",
    title: "State of board and surroundings in which a leak shows",
    paragraphs: [
      "Usually a run begins with credentials in their settings and no other setting set. Each scenario is tried in further circumstances; a leak that shows only there says so.",
      "On a board fresh from the factory: no credential is in flash, so that code runs that makes one. What the firmware writes into such a setting is a credential, too.",
      "With every setting set: settings that are no credentials have plausible values, then those that the firmware compares them with.",
      "With the setting stored as a number, a list or an object: the firmware asks of which type a credential is, and does something else with it.",
      "With a device id that the firmware asks for, or with values of credentials that it asks for: the search for a trigger found that the firmware compares them with something.",
      "With another device id: id, addresses, round-trip times and what servers say of themselves are others, and there is a neighbour's network.",
      "Much that happens, where neither a scenario nor the length of runs is given: buttons are pressed, offered registers are read, servers answer that all is well and then refuse, WiFi and power go and come back. The steps that a leak needs are in its replay.",
      "With nothing else on the bus: buttons, screens and sensors that the firmware looks for are not there.",
      "On the board that it is for: the firmware crashes there at once, and tells something until then.",
      "When computing takes time: usually a run computes in no time. Here work takes as long as on the board's processor, so that firmware which tells a simulator by its speed is seen as on a board.",
    ],
  },
  {
    id: "literals",
    title: "Credentials that are written in the source",
    paragraphs: [
      "A literal that is a credential is one of every copy of the firmware: whoever reads the flash of one board has it. It is called literal.FILE:LINE, is seen by flash from the start, and is followed to whomever it is sent. The default value of a setting that looks like a credential is one, too, called by the setting's name.",
      "Which literals are credentials is decided by where they go: the passphrase of addNetwork, authorization fields, cookies, fields of a project's own, password and token of a connection, parameters and variables that are called so, those of an address included; and by well-known formats of tokens.",
      "Reports name such a credential and never show it, in excerpts of the source neither. tightlip flash refuses a firmware that holds one.",
      "Values that are assembled, decoded or computed at run time are not looked for. A credential belongs in a setting; while developing, in .env.local.",
    ],
  },
  {
    id: "device-secrets",
    title: "Secrets that a device has of itself",
    paragraphs: [
      "The secrets device.key and device.code are the key and the pairing code that the maker wrote into the board: the vault is sealed under the one, the first blob of sealed provisioning under the other. Who learns them can open what they seal.",
      "The secret vault.TAG is a text that the firmware made itself and keeps in its vault, such as a password; TAG is that of the vault's entry. What a server sent, and credentials that have a name already, do not count.",
      "Such a value cannot be changed from outside, so it is searched for, in the clear and through encodings, and not compared between runs: a hash or a part of it would not show. A release in the policy can allow a flow.",
    ],
  },
  {
    id: "platform/join",
    title: "The flow by which a board joins the home's WiFi",
    paragraphs: [
      "The runtime hands the network's name and passphrase to its WiFi service in a frame that the board forwards to its cable. Whoever is on the cable at that moment can read both; every board with this runtime does it, so that it is allowed.",
      "Covered are the two fields of that command and the name in the service's replies. Anything else in these frames is judged: a longer name that holds the passphrase is a leak.",
    ],
  },
  {
    id: "platform/air",
    title: "The frames that a board on WiFi sends over the air",
    paragraphs: [
      "A board that joins a network sends the network's name, and what the handshake computes from the passphrase. Neighbours hear it; a weak passphrase can be guessed from it offline.",
      'Covered are the home\'s own name in the fields that carry it and the values of the handshake. A probe request for another name is judged. The profile "strict" allows this flow too, since no board joins without it.',
    ],
  },
  {
    id: "platform/store",
    title: "The entry in flash that holds a credential as it was given",
    paragraphs: [
      "The WiFi service keeps name and passphrase in flash, and a setting is kept under its key, so that the board knows them after a power cut. Whoever reads the flash has them, unless it is encrypted.",
      "Covered is the entry of the credential itself with the value as it was given. A second copy, another key that tells something, and what firmware makes of a value are judged. The vault of the device library keeps credentials sealed (tightlip explain platform/sealed).",
    ],
  },
  {
    id: "platform/settings-read",
    title: "The answer of a board's own settings service to its firmware",
    paragraphs: [
      "Firmware reads a setting by asking the board's settings service, whose answer the board forwards to its cable. Whoever is on the cable at that moment can read it.",
      "Covered is that answer, to the device alone. What firmware writes, sends or logs afterwards is judged. A credential in the vault is read sealed.",
    ],
  },
  {
    id: "platform/sealed",
    title: "Blobs that the device library seals for the board itself",
    paragraphs: [
      "The vault keeps credentials in flash sealed under the device's own key, and sealed provisioning hands them over under the board's pairing code or its owner's key. On flash and cable a blob tells nothing to whoever lacks that key. The key is in the same flash: the flow rests on flash encryption.",
      "Covered are ciphertext and tag of blobs that the device's key, its code or an owner key that such a blob handed over opens, and the proof that one was accepted. Nonce, challenge and names beside them are the firmware's choice and are judged, and so is a blob of the same form that no such key opens.",
    ],
  },
];

const OBSERVER_TOPICS = OBSERVERS.map((observer): Topic => {
  const { title, sees } = OBSERVER_WORDS[observer];
  return {
    id: observer,
    title: `An observer: ${title}`,
    paragraphs: [sees, "What it learns is in its column of the report's table of who learns what."],
  };
});

const DEGREE_TOPICS = DEGREES.map((degree): Topic => {
  const { verb, meaning, remedy } = DEGREE_TEXTS[degree];
  return {
    id: degree,
    title: `A degree: the credential ${verb}`,
    paragraphs: [
      meaning,
      remedy,
      `With a channel it is a rule, such as ${degree}/http: tightlip explain ${degree}/http.`,
    ],
  };
});

/** Those of verdicts and of the platform, then observers and degrees. */
export const TOPICS: readonly Topic[] = [...VERDICT_TOPICS, ...OBSERVER_TOPICS, ...DEGREE_TOPICS];

/** Null when there is none of this id. */
export function findTopic(id: string): Topic | null {
  return TOPICS.find((topic) => topic.id === id) ?? null;
}
