#version 460
// Every invocation sums some pixels' one octet in registers.
#extension GL_EXT_control_flow_attributes : require
#include "glsl.h"
#include "convolution.glsl"

layout(local_size_x_id = 5) in;
// Octets that a group makes; pixels are shared out among the others of its invocations, and each has so many.
layout(constant_id = 6) const uint LANES_ACROSS = 8;
layout(constant_id = 7) const uint LANES_DOWN = 16;
layout(constant_id = 8) const uint PIXELS = 8;
const uint LANES = LANES_ACROSS * LANES_DOWN;
const uint TILE = LANES_DOWN * PIXELS;
const uint SLAB = 2; // octets of inputs at a time

shared uint places[TILE];
shared float inputs[8 * SLAB * TILE];
shared vec4 kernels[8 * SLAB * LANES_ACROSS * 2];

void loadInputs(uint slab, uint lane) {
    for (uint i = lane; i < SLAB * TILE; i += LANES) {
        uint pixel = i % TILE, k = i / TILE, index;
        bool isFirst;
        Octet o = Octet(vec4(0), vec4(0));
        if (locate(places[pixel], slab + k, isFirst, index)) {
            if (isFirst) {
                READ_OCTET(o, first, index)
            } else {
                READ_OCTET(o, second, index)
            }
        }
        [[unroll]] for (uint j = 0; j < 4; j++) {
            inputs[(8 * k + j) * TILE + pixel] = o.low[j];
            inputs[(8 * k + 4 + j) * TILE + pixel] = o.high[j];
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
    for (uint i = lane; i < TILE; i += LANES) places[i] = placeOf(gl_WorkGroupID.x * TILE + i);
    vec4 low[PIXELS], high[PIXELS];
    [[unroll]] for (uint p = 0; p < PIXELS; p++) low[p] = high[p] = vec4(0);
    barrier();
    for (uint slab = 0; slab < depthInOctets(); slab += SLAB) {
        loadInputs(slab, lane);
        loadKernels(slab, firstOctet, lane);
        barrier();
        for (uint k = 0; k < 8 * SLAB; k++) {
            vec4 kernelLow = kernels[2 * (k * LANES_ACROSS + across)], kernelHigh = kernels[2 * (k * LANES_ACROSS + across) + 1];
            [[unroll]] for (uint p = 0; p < PIXELS; p++) {
                float value = inputs[k * TILE + down + p * LANES_DOWN];
                low[p] += value * kernelLow;
                high[p] += value * kernelHigh;
            }
        }
        barrier();
    }
    [[unroll]] for (uint p = 0; p < PIXELS; p++) finish(places[down + p * LANES_DOWN], firstOctet + across, Octet(low[p], high[p]));
}
