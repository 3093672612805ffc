// For `node --import`: makes a connection to anywhere an error, as on a machine without a network.
import { Socket } from "node:net";

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [options] = args.flat();
  if (typeof options === "object" && options.path !== undefined) return connect.apply(this, args);
  throw new Error("a test opened a connection");
};
