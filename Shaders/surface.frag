#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_samplerless_texture_functions : require
#include "glsl.h"
#include "Materials.h"
// One kind of material over all its visible pixels: software drivers run both sides of every branch, so kinds are separate pipelines.
layout(constant_id = 0) const uint materialKind = 0;

layout(location = 0) in vec3 rayInWorld;
layout(location = 0) out vec4 baseColourAndRoughness;
layout(location = 1) out vec4 motionNoiseMetallic;

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };
layout(scalar, set = 0, binding = 1) readonly buffer Instances { VnInstance instances[]; };
layout(scalar, set = 0, binding = 2) readonly buffer Materials { VnMaterial materials[]; };
layout(set = 0, binding = 3) uniform texture2D normalAndDepth;
layout(set = 0, binding = 4) uniform utexture2D instanceIds;

vec2 pixelOf(vec4 clip) { return (clip.xy / clip.w * 0.5 + 0.5) * view.sizeInPixels.xy; }

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec4 surface = texelFetch(normalAndDepth, pixel, 0);
    uint index = texelFetch(instanceIds, pixel, 0).x - 1u;
    float depth = surface.w;
    mat4 worldFromBody = instances[index].worldFromBody;
    vec3 pointInWorld = view.cameraInWorld.xyz + depth * rayInWorld;
    vec3 positionInBody = transpose(mat3(worldFromBody)) * (pointInWorld - worldFromBody[3].xyz);

    // A slanted pixel covers more of the surface: the width of the square of equal area, up to four pixels wide.
    float facing = abs(dot(normalize(surface.xyz), normalize(rayInWorld)));
    float pixelWidth = depth * view.cameraInWorld.w;
    float footprint = pixelWidth * inversesqrt(max(facing, 0.0625));

    VnMaterial material = materials[instances[index].ids.y];
    material.kind.x = materialKind;
    vec3 base; float roughness; float metallic;
    vnMaterial(material, positionInBody, footprint, base, roughness, metallic);
    baseColourAndRoughness = vec4(base, roughness);

    float noise = vnAnchoredNoise(positionInBody, pixelWidth, instances[index].ids.w);
    vec4 before = view.previousClipFromWorld * (instances[index].previousWorldFromBody * vec4(positionInBody, 1.0));
    motionNoiseMetallic = vec4(pixelOf(before) - gl_FragCoord.xy, noise, metallic);
}
