/**
 * Parses a HAR file entry by entry. Strings beside the entries come out as well, whatever member they are in; and a member
 * that is there twice is noticed, because only the last of them would be read.
 */
import { JSONParser, type ParsedTokenInfo, TokenType } from "@streamparser/json";

/** Object or list that the parser is in. */
interface Level {
  /** Names of an object's members so far; null for a list. */
  readonly names: Set<string> | null;
  /** Name of the member whose value comes. */
  member: string | null;
}

/** Path of the list of requests. */
const ENTRIES = ["log", "entries"];

export class ArchiveParser {
  private readonly parser = new JSONParser({ paths: ["$.log.entries.*"], keepStack: false });
  private readonly levels: Level[] = [];
  private lastText = "";
  private readonly entries: unknown[] = [];
  private readonly beside: string[] = [];
  /** A member of one object is there twice. */
  hasTwice = false;

  constructor() {
    this.parser.onToken = (token) => this.watch(token);
    this.parser.onValue = ({ value }) => this.entries.push(value);
  }

  /** Throws where the JSON is broken. */
  write(piece: Uint8Array): void {
    this.parser.write(piece);
  }

  get isEnded(): boolean {
    return this.parser.isEnded;
  }

  /** Entries that are whole since they were taken last. */
  takeEntries(): unknown[] {
    return this.entries.splice(0);
  }

  /** Strings that stand in no entry, and names of members. */
  takeBeside(): string[] {
    return this.beside.splice(0);
  }

  private watch(token: ParsedTokenInfo): void {
    switch (token.token) {
      case TokenType.LEFT_BRACE:
        this.levels.push({ names: new Set(), member: null });
        break;
      case TokenType.LEFT_BRACKET:
        this.levels.push({ names: null, member: null });
        break;
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        this.levels.pop();
        break;
      case TokenType.STRING:
        this.lastText = String(token.value);
        if (!this.isInEntries) this.beside.push(this.lastText);
        break;
      case TokenType.COLON:
        this.name(this.lastText);
        break;
    }
  }

  private name(member: string): void {
    const level = this.levels.at(-1);
    if (level === undefined || level.names === null) return;
    this.hasTwice ||= level.names.has(member);
    level.names.add(member);
    level.member = member;
  }

  private get isInEntries(): boolean {
    return this.levels.length > ENTRIES.length && ENTRIES.every((name, i) => this.levels[i].member === name);
  }
}
