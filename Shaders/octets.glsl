// Eight channels of a pixel, as kernels compute with them and as maps hold them.
layout(constant_id = 0) const uint IS_SINGLE = 0;

struct Octet {
    vec4 low;
    vec4 high;
};

Octet unpacked(uvec4 halves) {
    return Octet(vec4(unpackHalf2x16(halves.x), unpackHalf2x16(halves.y)), vec4(unpackHalf2x16(halves.z), unpackHalf2x16(halves.w)));
}

uvec4 packed(Octet o) { return uvec4(packHalf2x16(o.low.xy), packHalf2x16(o.low.zw), packHalf2x16(o.high.xy), packHalf2x16(o.high.zw)); }

// Functions take no buffers: these read and write the i-th octet of an array of uvec4.
#define READ_OCTET(result, map, i) \
    if (IS_SINGLE != 0) { \
        result = Octet(uintBitsToFloat(map[2 * (i)]), uintBitsToFloat(map[2 * (i) + 1])); \
    } else { \
        result = unpacked(map[i]); \
    }
#define WRITE_OCTET(map, i, o) \
    if (IS_SINGLE != 0) { \
        map[2 * (i)] = floatBitsToUint(o.low); \
        map[2 * (i) + 1] = floatBitsToUint(o.high); \
    } else { \
        map[i] = packed(o); \
    }
