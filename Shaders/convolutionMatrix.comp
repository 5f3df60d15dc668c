#version 460
// The same by the device's matrix units: a subgroup sums two by some 16×16 tiles, of halves into singles. Maps are of halves.
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_NV_cooperative_matrix : require
#pragma use_vulkan_memory_model
#include "glsl.h"
#include "convolution.glsl"

layout(local_size_x_id = 5) in;
layout(constant_id = 6) const uint LANES = 128;        // of all subgroups
layout(constant_id = 7) const uint SUBGROUPS = 4;
layout(constant_id = 8) const uint MATRICES_ACROSS = 4; // 16 channels each
const uint TILE = 32 * SUBGROUPS;
const uint SLAB = 4;  // octets of inputs at a time
const uint ROW = 5;   // octets from a pixel's inputs to the next one's: not all in the same banks

shared uint places[TILE];
shared uvec4 inputs[TILE * ROW];
shared float results[SUBGROUPS * 256];

void loadInputs(uint slab, uint lane) {
    for (uint i = lane; i < SLAB * TILE; i += LANES) {
        uint pixel = i / SLAB, k = i % SLAB, index;
        bool isFirst;
        uvec4 halves = uvec4(0);
        if (locate(places[pixel], slab + k, isFirst, index)) halves = isFirst ? first[index] : second[index];
        inputs[pixel * ROW + k] = halves;
    }
}

void main() {
    uint lane = gl_LocalInvocationIndex, firstPixel = 32 * gl_SubgroupID, firstOctet = gl_WorkGroupID.y * MATRICES_ACROSS * 2;
    for (uint i = lane; i < TILE; i += LANES) places[i] = placeOf(gl_WorkGroupID.x * TILE + i);
    fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> sums[2][MATRICES_ACROSS];
    [[unroll]] for (uint i = 0; i < 2; i++) {
        [[unroll]] for (uint j = 0; j < MATRICES_ACROSS; j++) sums[i][j] = fcoopmatNV<32, gl_ScopeSubgroup, 16, 16>(0.0);
    }
    barrier();
    for (uint slab = 0; slab < depthInOctets(); slab += SLAB) {
        loadInputs(slab, lane);
        barrier();
        [[unroll]] for (uint k = 0; k < SLAB; k += 2) {
            if (slab + k >= depthInOctets()) break;
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> values[2], kernels;
            [[unroll]] for (uint i = 0; i < 2; i++) coopMatLoadNV(values[i], inputs, (firstPixel + 16 * i) * ROW + k, ROW, false);
            [[unroll]] for (uint j = 0; j < MATRICES_ACROSS; j++) {
                uint index = convolution.weights.x + 8 * (slab + k) * convolution.weights.y + firstOctet + 2 * j;
                coopMatLoadNV(kernels, weights, index, convolution.weights.y, false);
                [[unroll]] for (uint i = 0; i < 2; i++) sums[i][j] = coopMatMulAddNV(values[i], kernels, sums[i][j]);
            }
        }
        barrier();
    }
    uint own = gl_SubgroupID * 256;
    [[unroll]] for (uint i = 0; i < 2; i++) {
        [[unroll]] for (uint j = 0; j < MATRICES_ACROSS; j++) {
            coopMatStoreNV(sums[i][j], results, own, 16, false);
            subgroupMemoryBarrierShared();
            subgroupBarrier();
            for (uint part = gl_SubgroupInvocationID; part < 32; part += gl_SubgroupSize) {
                uint pixel = part / 2, at = own + 8 * part;
                Octet sum = Octet(
                    vec4(results[at], results[at + 1], results[at + 2], results[at + 3]), vec4(results[at + 4], results[at + 5], results[at + 6], results[at + 7]));
                finish(places[firstPixel + 16 * i + pixel], firstOctet + 2 * j + part % 2, sum);
            }
            subgroupBarrier();
        }
    }
}
