/** Tasks that work on a board, here on an emulated chip whose flash is in a file. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textIn } from "../../sim/device/device-config.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import type { Sighting } from "../../src/monitor/monitor.ts";
import { dump } from "../../src/tasks/dump.ts";
import { type FlashRequest, flash } from "../../src/tasks/flash.ts";
import { forget } from "../../src/tasks/forget.ts";
import { makeLabel } from "../../src/tasks/label.ts";
import { monitor } from "../../src/tasks/monitor.ts";
import { provision } from "../../src/tasks/provision.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { firmwareFile } from "../firmware.ts";
import { inNoTime } from "../flash/no-time.ts";
import { expectPlain, followed, outline } from "./followed.ts";

const SEALED = firmwareFile("devs/sealed-only");
const SETTINGS = 0x1c0000;
const network = { ssid: canary("wifi.ssid", 3).value, psk: canary("wifi.psk", 3).value };
const secrets = [{ name: "wifi.psk", values: [network.psk] }];

/** A board of its own, with a label whose code it gets. */
async function newBoard() {
  const folder = tempFolder();
  const file = join(folder, "board.bin");
  const label = join(folder, "label.txt");
  await makeLabel({ file: label, drawings: [] });
  const code = readFileSync(label, "utf8").replace(/^.*:|[\s-]/g, "");
  const port = `sim:esp32c3=${file}`;
  const request: FlashRequest = {
    firmware: SEALED,
    board: "esp32c3_bare",
    runtime: "sim",
    port,
    useLabel: label,
    untrusted: null,
  };
  return { port, file, code, request, contents: () => readFileSync(file) };
}

type NewBoard = Awaited<ReturnType<typeof newBoard>>;

let flashedOnce: Promise<NewBoard> | undefined;

/** A copy of one board that was flashed. */
async function flashedBoard(): Promise<Pick<NewBoard, "port" | "code" | "contents">> {
  flashedOnce ??= newBoard().then(async (board) => {
    await inNoTime(() => flash(board.request, followed()));
    return board;
  });
  const original = await flashedOnce;
  const file = join(tempFolder(), "board.bin");
  writeFileSync(file, original.contents());
  return { port: `sim:esp32c3=${file}`, code: original.code, contents: () => readFileSync(file) };
}

describe("the task flash", () => {
  it("gives a plain result without the board's pairing code, and reports parts in the order of the work", async () => {
    const { request, port, code } = await newBoard();
    const context = followed();
    const result = await inNoTime(() => flash(request, context));
    expectPlain(result);
    expect(result).toMatchObject({ exitCode: 0, gate: "keeps", dryRun: false, port: port.split("=")[0] });
    expect(JSON.stringify([result, context.events])).not.toContain(code);
    expect(outline(context.events)).toEqual([
      "step checking devs/sealed-only",
      "step connecting",
      "transfer runtime",
      "transfer device configuration",
      "transfer runtime",
      "transfer program and settings",
    ]);
    const done = context.events.flatMap((event) => (event.kind === "transfer" ? [event.doneBytes] : []));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(context.events.at(-1)).toMatchObject({ doneBytes: done.at(-1), totalBytes: done.at(-1) });
  });

  it("that is aborted amid a transfer ends with 130 and a board that flashing again completes", async () => {
    const { request, contents } = await newBoard();
    const context = followed((event) => event.kind === "transfer" && event.part === "device configuration");
    await expect(inNoTime(() => flash(request, context))).rejects.toMatchObject({
      name: "Interrupted",
      exitCode: 130,
      message: expect.stringContaining("flashed in part and may not start. Flash again to finish."),
    });
    expect(
      contents()
        .subarray(SETTINGS)
        .every((byte) => byte === 0xff),
    ).toBe(true);
    const again = await inNoTime(() => flash(request, followed()));
    expect(again).toMatchObject({ exitCode: 0, unchanged: expect.arrayContaining(["runtime at 0x0"]) });
    expect(textIn(contents().subarray(0x9000, 0xb000), "tightlip.gate")).toBe("keeps");
  });

  it("that is aborted before anything is written leaves the board as it was", async () => {
    const { request, contents } = await newBoard();
    const context = followed((event) => event.kind === "step" && event.step === "connecting");
    await expect(inNoTime(() => flash(request, context))).rejects.toThrow(/nothing was changed on the board/);
    expect(contents().every((byte) => byte === 0xff)).toBe(true);
  });

  it("stops at the gate without touching the port, for a dry run as for a leak", async () => {
    const { request } = await newBoard();
    const dry = followed();
    const result = await flash({ ...request, port: "nope", dryRun: true }, dry);
    expectPlain(result);
    expect(result).toMatchObject({ dryRun: true, objections: [] });
    expect(outline(dry.events)).toEqual(["step checking devs/sealed-only"]);
    const leaky = join(import.meta.dirname, "../../devs/lessons/01-cloud-relay/leaky.ts");
    const context = followed();
    await expect(flash({ ...request, firmware: leaky }, context)).rejects.toMatchObject({ exitCode: 1 });
    expect(outline(context.events)).not.toContain("step connecting");
  });
});

describe("the tasks for a board that was flashed", () => {
  it("provision, monitor, dump and forget it, with plain results that name secrets and hold none", async () => {
    const { port, code } = await flashedBoard();
    const seen: unknown[] = [];
    const use = <Result>(result: Result): Result => {
      expectPlain(result);
      seen.push(result);
      return result;
    };
    const provisioning = followed();
    const provisioned = use(await provision({ port, code, network }, provisioning));
    expect(provisioned).toMatchObject({ exitCode: 0, sealedUnder: "pairing code" });
    expect(outline(provisioning.events)).toEqual([
      "step connecting",
      "step looking for the board's service",
      "step sending the sealed offer",
      "step waiting for the board to join",
    ]);
    const listening = followed<Sighting>();
    use(await monitor({ port, secrets, forMicros: 2_000_000 }, listening));
    expect(outline(listening.events)).toEqual(["step listening", "item"]);
    const dumping = followed();
    const dumped = use(await inNoTime(() => dump({ port, secrets }, dumping)));
    expect(dumped.settings.map(({ holds }) => holds)).toContain("program");
    expect(outline(dumping.events).slice(0, 2)).toEqual(["step connecting", "step reading partition table"]);
    const forgetting = followed();
    const forgotten = use(await inNoTime(() => forget({ port, secrets }, forgetting)));
    expect(forgotten).toMatchObject({ exitCode: 0, remains: [] });
    expect(forgotten.lookedFor).toContain("wifi.psk");
    const steps = outline(forgetting.events);
    expect(steps.indexOf("step erasing")).toBeLessThan(steps.lastIndexOf("step reading fstor"));
    const told = JSON.stringify([seen, ...[provisioning, dumping, forgetting].map(({ events }) => events)]);
    for (const value of [network.psk, network.ssid, code]) expect(told).not.toContain(value);
  });

  it("say how an abort leaves the board", async () => {
    const { port, code, contents } = await flashedBoard();
    const before = contents();
    const at = (step: string) => followed((event) => event.kind === "step" && event.step === step);
    const failures = [
      () => provision({ port, code, network }, at("looking for the board's service")),
      () => provision({ port, code, network }, at("waiting for the board to join")),
      () => inNoTime(() => dump({ port, secrets }, at("reading fstor"))),
      () => inNoTime(() => forget({ port, secrets }, at("reading fstor"))),
      () => inNoTime(() => forget({ port, secrets }, at("erasing"))),
    ];
    const messages: string[] = [];
    for (const task of failures)
      await task().catch((error) => {
        expect(error).toMatchObject({ name: "Interrupted", exitCode: 130 });
        messages.push(error.message.replace(/^.*?esp32c3\S*: /, ""));
      });
    expect(messages).toEqual([
      "nothing was sent.",
      "the board accepted the credentials, and goes on trying to join the network.",
      "nothing was changed on the board, and no file was written.",
      "nothing was changed on the board.",
      'the board may have forgotten some of it. Run "tightlip forget" again.',
    ]);
    expect(contents().length).toBe(before.length);
  });

  it("end monitoring in the ordinary way when it is aborted", async () => {
    const { port } = await flashedBoard();
    const context = followed<Sighting>((event) => event.kind === "item");
    const result = await monitor({ port, secrets }, context);
    expect(result).toEqual({ alarms: [], exitCode: 0 });
  });

  it("refuse what is no label and what is no flash, with exit codes of their own", async () => {
    const { port, file, request } = await newBoard();
    writeFileSync(file, "short");
    await expect(flash(request, followed())).rejects.toMatchObject({ exitCode: 5 });
    await expect(dump({ port, secrets }, followed())).rejects.toMatchObject({ exitCode: 5 });
    const label = join(tempFolder({ "label.txt": "no code" }), "label.txt");
    await expect(makeLabel({ file: label, drawings: [] })).rejects.toMatchObject({ exitCode: 2 });
    await expect(flash({ ...request, programOnly: true, erase: true }, followed())).rejects.toMatchObject({
      exitCode: 2,
    });
  });
});
