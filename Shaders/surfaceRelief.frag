#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_samplerless_texture_functions : require
#include "glsl.h"
#include "Materials.h"
// Kinds with relief, newer kinds, and traces of use: surface.frag has the others.
// Software drivers run both sides of every branch, so each kind of material is a pipeline of its own.
layout(constant_id = 0) const uint variant = 0; // VN_VARIANT_* and a kind

layout(scalar, set = 0, binding = 1) readonly buffer Instances { VnInstance instances[]; };

void surfaceAt(VnMaterial material, vec3 positionInBody, vec4 covered, out vec3 base, out float roughness, out float metallic) {
    material.kind.x = variant & VN_VARIANT_KIND;
    if ((variant & VN_VARIANT_USED) == 0u) { material.parameters.w = 0.0; }
    vnMaterial(material, positionInBody, covered, base, roughness, metallic);
}

vec3 reliefAt(VnMaterial material, vec3 positionInBody, vec4 covered, vec3 normalInWorld, uint instanceIndex, inout float roughness) {
    if ((variant & VN_VARIANT_RELIEF) == 0u) { return normalInWorld; }
    material.kind.x = variant & VN_VARIANT_KIND;
    mat3 worldFromBody = mat3(instances[instanceIndex].worldFromBody);
    return worldFromBody * vnRelief(material, positionInBody, covered, transpose(worldFromBody) * normalInWorld, roughness);
}

bool isSpeckled() { return vnIsSpeckled(variant & VN_VARIANT_KIND); }

#include "surface.glsl"
