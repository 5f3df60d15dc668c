#version 460
#extension GL_GOOGLE_include_directive : require
#include "glsl.h"

layout(location = 0) in vec3 positionInBody;
layout(location = 1) in vec3 normalInBody;
layout(location = 2) in vec2 textureCoordinate;
layout(location = 3) in float material;
layout(location = 0) out vec3 normalInWorld;
layout(location = 1) out vec2 texturePlace;
layout(location = 2) flat out uint label; // instance id, and the part's in the upper half
layout(location = 3) flat out uint materialIndex;

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };
layout(scalar, set = 0, binding = 1) readonly buffer Instances { VnInstance instances[]; };

void main() {
    VnInstance instance = instances[gl_InstanceIndex];
    normalInWorld = mat3(instance.worldFromBody) * normalInBody;
    texturePlace = textureCoordinate;
    materialIndex = instance.ids.y + uint(material);
    label = instance.ids.x | (uint(material) + 1u) << 16;
    gl_Position = view.clipFromWorld * (instance.worldFromBody * vec4(positionInBody, 1.0));
}
