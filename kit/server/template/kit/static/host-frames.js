/* What goes over a page's connection: frames of the Jupyter websocket protocol "v1". A count and offsets as
   64-bit little endian numbers, then channel, header, parent header, metadata, content and buffers. */

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";

const writer = new TextEncoder();
const reader = new TextDecoder();

export function pack({ kind, content, buffers = [] }, session) {
  const header = { msg_id: newId(), msg_type: kind, username: "", session, date: new Date().toISOString(), version: "5.3" };
  const texts = ["shell", header, {}, { quiet: true }, content];
  const parts = [
    ...texts.map((text) => writer.encode(typeof text === "string" ? text : JSON.stringify(text))),
    ...buffers.map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength)),
  ];
  let end = 8 * (parts.length + 2);
  const frame = new Uint8Array(end + parts.reduce((sum, part) => sum + part.length, 0));
  const numbers = new DataView(frame.buffer);
  const number = (index, value) => numbers.setBigUint64(8 * index, BigInt(value), true);
  number(0, parts.length + 1);
  number(1, end);
  parts.forEach((part, index) => {
    frame.set(part, end);
    end += part.length;
    number(index + 2, end);
  });
  return frame;
}

export function unpack(data) {
  const numbers = new DataView(data);
  const count = numbers.getUint32(0, true);
  const at = (index) => numbers.getUint32(8 * (index + 1), true);
  const part = (index) => new Uint8Array(data, at(index), at(index + 1) - at(index));
  const [header, , , content] = [1, 2, 3, 4].map((index) => JSON.parse(reader.decode(part(index))));
  const buffers = [];
  for (let index = 5; index < count - 1; index += 1) buffers.push(new DataView(data.slice(at(index), at(index + 1))));
  return { kind: header.msg_type, content, buffers };
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
