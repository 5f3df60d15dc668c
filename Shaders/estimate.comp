#version 460
// The end of an evaluation: estimate = composite·(1 + gain) + residual, all encoded; then a step along the bridge, or the picture.
#include "glsl.h"
#include "octets.glsl"

layout(constant_id = 1) const uint END = 0;

layout(local_size_x = 64) in;
layout(scalar, push_constant) uniform Constants { VnEstimate estimate; };
// Gain in components 0 to 2, residual in 3 to 5.
layout(scalar, set = 0, binding = 0) readonly buffer Head { uvec4 head[]; };
layout(scalar, set = 0, binding = 1) readonly buffer Composite { vec4 composite[]; };
layout(scalar, set = 0, binding = 2) buffer First { uvec4 first[]; };
layout(scalar, set = 0, binding = 3) writeonly buffer Painted { float painted[]; };

void bridge(uint pixel, vec3 encoded) {
    for (uint i = 0; i < 3; i++) {
        uint component = estimate.state.y + i, index = pixel * estimate.state.x + component / 8, lane = component % 8;
        Octet o;
        READ_OCTET(o, first, index)
        float before = lane < 4 ? o.low[lane] : o.high[lane - 4];
        float after = encoded[i] + estimate.light.w * (before - encoded[i]);
        if (lane < 4) o.low[lane] = after;
        else o.high[lane - 4] = after;
        WRITE_OCTET(first, index, o)
    }
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= estimate.size.z * estimate.size.w) return;
    uvec2 place = uvec2(i % estimate.size.z, i / estimate.size.z);
    Octet o;
    READ_OCTET(o, head, i)
    vec3 encoded = composite[i].xyz * (1.0 + o.low.xyz) + vec3(o.low.w, o.high.xy);
    if (END == VN_ESTIMATE_BRIDGES) {
        bridge(i, encoded);
    } else if (all(lessThan(place, estimate.size.xy))) {
        vec3 light = (exp2(clamp(encoded, 0.0, estimate.light.y) * estimate.light.x) - 1.0) * estimate.light.z;
        uint at = 3 * (place.y * estimate.size.x + place.x);
        for (uint c = 0; c < 3; c++) painted[at + c] = light[c];
    }
}
