'use strict';
// Loaded into the programs that stand beside ours, as the host agent does it: where listen() names no host, Node would take all addresses; this says 127.0.0.1.
const net = require('net');
const listen = net.Server.prototype.listen;
const isPort = (value) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
net.Server.prototype.listen = function (...args) {
  const first = args[0];
  if (first === null || first === undefined || typeof first === 'function' || isPort(first)) {
    const port = isPort(first) ? first : 0;
    const rest = typeof first === 'function' ? args : args.slice(1);
    if (typeof rest[0] !== 'string' || rest[0] === '') {
      const tail = rest.filter((value, at) => at > 0 || (value !== null && value !== undefined && value !== ''));
      return listen.call(this, port, '127.0.0.1', ...tail);
    }
  } else if (typeof first === 'object' && isPort(first.port) && !first.host && !first.path) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...args.slice(1));
  }
  return listen.apply(this, args);
};
