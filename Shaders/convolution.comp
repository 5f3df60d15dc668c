#version 460
// Every invocation sums some pixels' one octet in registers.
#extension GL_EXT_control_flow_attributes : require
#include "glsl.h"
#include "convolution.glsl"

layout(local_size_x_id = 5) in;
// Octets that a group makes; pixels are shared out among the others of its invocations, and each has so many fours.
layout(constant_id = 6) const uint LANES_ACROSS = 8;
layout(constant_id = 7) const uint LANES_DOWN = 16;
layout(constant_id = 8) const uint QUADS = 2;
const uint LANES = LANES_ACROSS * LANES_DOWN;
const uint TILE = LANES_DOWN * QUADS; // in fours of pixels
const uint SLAB = 2;                  // octets of inputs at a time

shared uint places[4 * TILE];
// A channel of four pixels each.
shared vec4 inputs[8 * SLAB * TILE];
shared vec4 kernels[8 * SLAB * LANES_ACROSS * 2];

Octet inputAt(uint place, uint k) {
    Octet o = Octet(vec4(0), vec4(0));
    bool isFirst;
    uint index;
    if (!locate(place, k, isFirst, index)) return o;
    if (isFirst) {
        READ_OCTET(o, first, index)
    } else {
        READ_OCTET(o, second, index)
    }
    return o;
}

void loadInputs(uint slab, uint lane) {
    for (uint i = lane; i < SLAB * TILE; i += LANES) {
        uint quad = i % TILE, k = i / TILE;
        Octet a = inputAt(places[4 * quad], slab + k), b = inputAt(places[4 * quad + 1], slab + k);
        Octet c = inputAt(places[4 * quad + 2], slab + k), d = inputAt(places[4 * quad + 3], slab + k);
        [[unroll]] for (uint j = 0; j < 4; j++) {
            inputs[(8 * k + j) * TILE + quad] = vec4(a.low[j], b.low[j], c.low[j], d.low[j]);
            inputs[(8 * k + 4 + j) * TILE + quad] = vec4(a.high[j], b.high[j], c.high[j], d.high[j]);
        }
    }
}

void loadKernels(uint slab, uint firstOctet, uint lane) {
    for (uint i = lane; i < 8 * SLAB * LANES_ACROSS; i += LANES) {
        uint row = i / LANES_ACROSS, octet = firstOctet + i % LANES_ACROSS;
        Octet o = Octet(vec4(0), vec4(0));
        if (octet < convolution.target.z && slab + row / 8 < depthInOctets()) {
            uint index = convolution.weights.x + (8 * slab + row) * convolution.weights.y + octet;
            READ_OCTET(o, weights, index)
        }
        kernels[2 * i] = o.low;
        kernels[2 * i + 1] = o.high;
    }
}

void main() {
    uint lane = gl_LocalInvocationIndex, down = lane % LANES_DOWN, across = lane / LANES_DOWN;
    uint firstOctet = gl_WorkGroupID.y * LANES_ACROSS;
    for (uint i = lane; i < 4 * TILE; i += LANES) places[i] = placeOf(gl_WorkGroupID.x * 4 * TILE + i);
    vec4 low[4 * QUADS], high[4 * QUADS];
    [[unroll]] for (uint p = 0; p < 4 * QUADS; p++) low[p] = high[p] = vec4(0);
    barrier();
    for (uint slab = 0; slab < depthInOctets(); slab += SLAB) {
        loadInputs(slab, lane);
        loadKernels(slab, firstOctet, lane);
        barrier();
        for (uint k = 0; k < 8 * SLAB; k++) {
            vec4 kernelLow = kernels[2 * (k * LANES_ACROSS + across)], kernelHigh = kernels[2 * (k * LANES_ACROSS + across) + 1];
            [[unroll]] for (uint q = 0; q < QUADS; q++) {
                vec4 values = inputs[k * TILE + down + q * LANES_DOWN];
                [[unroll]] for (uint p = 0; p < 4; p++) {
                    low[4 * q + p] += values[p] * kernelLow;
                    high[4 * q + p] += values[p] * kernelHigh;
                }
            }
        }
        barrier();
    }
    [[unroll]] for (uint q = 0; q < QUADS; q++) {
        [[unroll]] for (uint p = 0; p < 4; p++) finish(places[4 * (down + q * LANES_DOWN) + p], firstOctet + across, Octet(low[4 * q + p], high[4 * q + p]));
    }
}
