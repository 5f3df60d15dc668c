#version 460
#extension GL_GOOGLE_include_directive : require
#include "glsl.h"

layout(location = 0) out vec3 rayInWorld; // at depth 1

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };

void main() {
    vec2 corner = vec2(gl_VertexIndex == 1 ? 3.0 : -1.0, gl_VertexIndex == 2 ? 3.0 : -1.0);
    // The rows of clipFromWorld are the camera's axes, scaled by the projection.
    mat4 rows = transpose(view.clipFromWorld);
    vec3 right = rows[0].xyz / dot(rows[0].xyz, rows[0].xyz);
    vec3 down = rows[1].xyz / dot(rows[1].xyz, rows[1].xyz);
    rayInWorld = view.forwardInWorld.xyz + corner.x * right + corner.y * down;
    gl_Position = vec4(corner, 0.0, 1.0);
}
