// One octet of the painter's input for one pixel: planes encoded, in the padding those of the picture's last column and row. Who includes this
// defines `valueOf`: what a plane holds at a pixel. Beyond the octets of both maps comes the encoded composite, as singles.
#include "octets.glsl"

layout(local_size_x = 64) in;
layout(scalar, push_constant) uniform Constants { VnAssembly assembly; };
layout(scalar, set = 0, binding = 0) readonly buffer Planes { float planes[]; };
layout(scalar, set = 0, binding = 1) readonly buffer Components { VnComponent components[]; };
layout(scalar, set = 0, binding = 2) writeonly buffer First { uvec4 first[]; };
layout(scalar, set = 0, binding = 3) writeonly buffer Second { uvec4 second[]; };
layout(scalar, set = 0, binding = 4) writeonly buffer Composite { vec4 composite[]; };

float valueOf(uint plane, uint step, uint component, uvec2 pixel);

/// In the rows that the host handed over.
float valueOnHost(uint plane, uint step, uint component, uvec2 pixel) {
    return planes[plane + ((pixel.y - assembly.rows.x) * assembly.size.x + pixel.x) * step + component];
}

float encoded(float light) { return min(log2(1.0 + assembly.light.x * max(light, 0.0)) * assembly.light.y, assembly.light.z); }

float compositeAt(uint component, uvec2 pixel) { return encoded(valueOnHost(assembly.rows.z, 3, component, pixel)); }

float made(VnComponent c, uvec2 pixel) {
    switch (c.encoding) {
        case VN_ENCODE_PLAIN: return valueOf(c.plane, c.step, c.component, pixel);
        case VN_ENCODE_LOG: return encoded(valueOf(c.plane, c.step, c.component, pixel));
        case VN_ENCODE_LOG_DEPTH: return log2(1.0 + max(valueOf(c.plane, c.step, c.component, pixel), 0.0)) * assembly.light.w;
        case VN_ENCODE_CAMERA: {
            vec3 inWorld = vec3(valueOf(c.plane, c.step, 0, pixel), valueOf(c.plane, c.step, 1, pixel), valueOf(c.plane, c.step, 2, pixel));
            return dot(c.component == 0 ? assembly.right.xyz : c.component == 1 ? assembly.down.xyz : assembly.forward.xyz, inWorld);
        }
        case VN_ENCODE_STATE: return compositeAt(c.component, pixel) + assembly.right.w * valueOf(assembly.rows.w, uint(assembly.down.w), 0, pixel);
        default: return 0.0;
    }
}

void main() {
    uint i = gl_GlobalInvocationID.x, octet = gl_WorkGroupID.y, firstOctets = assembly.size.w, secondOctets = uint(assembly.forward.w);
    if (i >= assembly.size.z * assembly.rows.y) return;
    uvec2 place = uvec2(i % assembly.size.z, assembly.rows.x + i / assembly.size.z), pixel = min(place, assembly.size.xy - 1);
    uint at = place.y * assembly.size.z + place.x;
    if (octet == firstOctets + secondOctets) {
        composite[at] = vec4(compositeAt(0, pixel), compositeAt(1, pixel), compositeAt(2, pixel), 0);
        return;
    }
    Octet o;
    for (uint j = 0; j < 4; j++) {
        o.low[j] = made(components[8 * octet + j], pixel);
        o.high[j] = made(components[8 * octet + 4 + j], pixel);
    }
    if (octet < firstOctets) {
        uint index = at * firstOctets + octet;
        WRITE_OCTET(first, index, o)
    } else {
        uint index = at * secondOctets + octet - firstOctets;
        WRITE_OCTET(second, index, o)
    }
}
