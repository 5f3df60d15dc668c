#version 460
#extension GL_GOOGLE_include_directive : require
#include "glsl.h"

layout(location = 0) in vec3 positionInBody;
layout(location = 1) in vec3 normalInBody;
layout(location = 0) out vec3 normalInWorld;
layout(location = 1) flat out uint instanceId;

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };
layout(scalar, set = 0, binding = 1) readonly buffer Instances { VnInstance instances[]; };

void main() {
    mat4 worldFromBody = instances[gl_InstanceIndex].worldFromBody;
    normalInWorld = mat3(worldFromBody) * normalInBody;
    instanceId = instances[gl_InstanceIndex].ids.x;
    gl_Position = view.clipFromWorld * (worldFromBody * vec4(positionInBody, 1.0));
}
