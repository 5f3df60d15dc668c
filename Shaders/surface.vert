#version 460
#extension GL_GOOGLE_include_directive : require
#include "glsl.h"
// A triangle over the picture for one body. A pixel at depth d shows the body-space point eye + d * ray, and where that was a
// frame ago is as linear in d: all matrices are used up here, once a corner.
layout(location = 0) out vec3 rayInWorld; // at depth 1
layout(location = 1) out vec3 rayInBody;
layout(location = 2) out vec3 previousRayInClip; // x, y, w
layout(location = 3) flat out vec3 eyeInBody;
layout(location = 4) flat out vec3 previousEyeInClip; // x, y, w

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };
layout(scalar, set = 0, binding = 1) readonly buffer Instances { VnInstance instances[]; };

void main() {
    vec2 corner = vec2(gl_VertexIndex == 1 ? 3.0 : -1.0, gl_VertexIndex == 2 ? 3.0 : -1.0);
    // The rows of clipFromWorld are the camera's axes, scaled by the projection, and as much of the forward one as the principal point is
    // off the middle.
    mat4 rows = transpose(view.clipFromWorld);
    vec3 forward = view.forwardInWorld.xyz;
    vec2 offset = vec2(dot(rows[0].xyz, forward), dot(rows[1].xyz, forward));
    vec3 right = rows[0].xyz - offset.x * forward, down = rows[1].xyz - offset.y * forward;
    rayInWorld = forward + right * ((corner.x - offset.x) / dot(right, right)) + down * ((corner.y - offset.y) / dot(down, down));

    VnInstance instance = instances[gl_InstanceIndex];
    mat3 bodyFromWorld = transpose(mat3(instance.worldFromBody));
    rayInBody = bodyFromWorld * rayInWorld;
    eyeInBody = bodyFromWorld * (view.cameraInWorld.xyz - instance.worldFromBody[3].xyz);
    previousRayInClip = (view.previousClipFromWorld * (instance.previousWorldFromBody * vec4(rayInBody, 0.0))).xyw;
    previousEyeInClip = (view.previousClipFromWorld * (instance.previousWorldFromBody * vec4(eyeInBody, 1.0))).xyw;
    gl_Position = vec4(corner, 0.0, 1.0);
}
