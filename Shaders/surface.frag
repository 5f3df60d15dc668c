#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_samplerless_texture_functions : require
#define VN_FEW_MATERIALS
#include "glsl.h"
#include "Materials.h"
// Software drivers run both sides of every branch, so each kind of material is a pipeline of its own.
layout(constant_id = 0) const uint materialKind = 0;

void surfaceAt(VnMaterial material, vec3 positionInBody, vec4 covered, out vec3 base, out float roughness, out float metallic) {
    material.kind.x = materialKind;
    vnMaterial(material, positionInBody, covered, base, roughness, metallic);
}

vec3 reliefAt(VnMaterial material, vec3 positionInBody, vec4 covered, vec3 normalInWorld, uint instanceIndex, inout float roughness) { return normalInWorld; }

bool isSpeckled() { return vnIsSpeckled(materialKind); }

#include "surface.glsl"
