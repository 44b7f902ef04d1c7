/* The smallest page with everything the host promises: state, events, messages, connection. */
import { word } from "./little/word.js";

export default {
  render({ model, el }) {
    const doc = el.ownerDocument;
    const line = (id) => el.appendChild(Object.assign(doc.createElement("p"), { id }));
    el.replaceChildren();
    const title = el.appendChild(doc.createElement("h1"));
    const [count, heard, net, hands] = ["count", "heard", "net", "hands"].map(line);
    const button = el.appendChild(Object.assign(doc.createElement("button"), { type: "button", textContent: "Count" }));
    const say = el.appendChild(Object.assign(doc.createElement("button"), { type: "button", id: "say", textContent: "Say" }));
    const draw = () => {
      title.textContent = `${word} ${model.get("page")}`;
      count.textContent = model.get("n");
      hands.textContent = model.get("hands");
    };
    button.onclick = () => model.send({ kind: "count" });
    say.onclick = () => { model.set("hands", model.get("hands") + 1); model.save_changes(); };
    net.textContent = model.connection;
    model.on("change:n change:hands", draw);
    model.on("msg:custom", ({ words }) => { heard.textContent = words; });
    model.on("connection", ({ state }) => { net.textContent = state; });
    draw();
  },
};
