// Cayenne Low Power Payload, as its public description lays it out: a channel, a type, a value, again and again.
// Many probes can be set to it. A maker's own file goes beside this one, as published.
var lppTypes = {
    0x00: {name: 'digital_input', size: 1, signed: false, divisor: 1},
    0x01: {name: 'digital_output', size: 1, signed: false, divisor: 1},
    0x02: {name: 'analog_input', size: 2, signed: true, divisor: 100},
    0x65: {name: 'illuminance', size: 2, signed: false, divisor: 1},
    0x66: {name: 'presence', size: 1, signed: false, divisor: 1},
    0x67: {name: 'temperature', size: 2, signed: true, divisor: 10},
    0x68: {name: 'humidity', size: 1, signed: false, divisor: 2},
    0x73: {name: 'pressure', size: 2, signed: false, divisor: 10}
};

function decodeUplink(input) {
    var data = {};
    var at = 0;
    while (at < input.bytes.length) {
        var channel = input.bytes[at];
        var type = lppTypes[input.bytes[at + 1]];
        if (type === undefined) return {errors: ['unknown type ' + input.bytes[at + 1] + ' at byte ' + (at + 1)]};
        if (at + 2 + type.size > input.bytes.length) return {errors: ['cut short at byte ' + at]};
        var value = 0;
        for (var i = 0; i < type.size; i++) value = value * 256 + input.bytes[at + 2 + i];
        if (type.signed && value >= Math.pow(2, 8 * type.size - 1)) value -= Math.pow(2, 8 * type.size);
        data[type.name + '_' + channel] = value / type.divisor;
        at += 2 + type.size;
    }
    return {data: data};
}
