// The structs that GPU, host and C kernels agree on. GLSL includes this file too (scalar block layout).
#ifndef VENEER_SHADER_TYPES_H
#define VENEER_SHADER_TYPES_H

#ifdef VULKAN
#define VN_FLOAT4 vec4
#define VN_UINT4 uvec4
#define VN_MATRIX4 mat4
#define VN_STRUCT(name) struct name
#define VN_STRUCT_END(name)
#define VN_SIZE(name, bytes)
#else
#include <stdint.h>
typedef struct { float x, y, z, w; } VnFloat4;
typedef struct { uint32_t x, y, z, w; } VnUInt4;
typedef struct { VnFloat4 columns[4]; } VnMatrix4;
#define VN_FLOAT4 VnFloat4
#define VN_UINT4 VnUInt4
#define VN_MATRIX4 VnMatrix4
#define VN_STRUCT(name) typedef struct name
#define VN_STRUCT_END(name) name
#ifdef __cplusplus
#define VN_SIZE(name, bytes) static_assert(sizeof(name) == bytes, "layout of " #name);
#else
#define VN_SIZE(name, bytes) _Static_assert(sizeof(name) == bytes, "layout of " #name);
#endif
#endif

// Kinds of solid material; the number stands in VnMaterial.kind.x.
#define VN_MATERIAL_PLAIN 0
#define VN_MATERIAL_WOOD 1
#define VN_MATERIAL_MARBLE 2
#define VN_MATERIAL_PLASTER 3
#define VN_MATERIAL_GLAZE 4
#define VN_MATERIAL_METAL 5
#define VN_MATERIAL_WEAVE 6
#define VN_MATERIAL_PLANKS 7
#define VN_MATERIAL_BRICK 8
#define VN_MATERIAL_TILE 9
#define VN_MATERIAL_PAVING 10
#define VN_MATERIAL_CONCRETE 11
#define VN_MATERIAL_TERRAZZO 12
#define VN_MATERIAL_BRUSHED 13
#define VN_MATERIAL_PAINTED 14
#define VN_MATERIAL_LEATHER 15
#define VN_MATERIAL_CARPET 16
#define VN_MATERIAL_KNIT 17
#define VN_MATERIAL_CARDBOARD 18
#define VN_MATERIAL_PAPER 19
#define VN_MATERIAL_RUBBER 20
#define VN_MATERIAL_ASPHALT 21
#define VN_MATERIAL_GRAVEL 22
#define VN_MATERIAL_SOIL 23
#define VN_MATERIAL_GRASS 24
#define VN_MATERIAL_BARK 25
#define VN_MATERIAL_COUNT 26

// A solid material: a function of object-space position in metres. Colours are scene-linear Rec.709 reflectances.
VN_STRUCT(VnMaterial) {
    VN_FLOAT4 colourA;    // xyz: main colour; w: roughness (perceptual, 0...1)
    VN_FLOAT4 colourB;    // xyz: second colour; w: metallic (0 or 1)
    VN_FLOAT4 parameters; // x: feature size in metres; y: contrast of the pattern 0...1; z: wear 0...1; w: unused
    VN_UINT4 kind;        // x: VN_MATERIAL_*; y: seed; zw: unused
} VN_STRUCT_END(VnMaterial);
VN_SIZE(VnMaterial, 64)

// What Sky.h makes a sky of.
VN_STRUCT(VnSky) {
    VN_FLOAT4 directionToSun; // xyz: unit
    VN_FLOAT4 sunIlluminance; // xyz: lux on a surface that faces the sun
    VN_FLOAT4 skyLuminance;   // xyz: what level ground gets of the sky, over pi, cd/m²
} VN_STRUCT_END(VnSky);
VN_SIZE(VnSky, 48)

// A body as the G-buffer pass draws it, now and a frame ago.
VN_STRUCT(VnInstance) {
    VN_MATRIX4 worldFromBody;
    VN_MATRIX4 previousWorldFromBody;
    VN_UINT4 ids; // x: instance id (1...); y: material index; z: semantic id; w: seed of the anchored noise
} VN_STRUCT_END(VnInstance);
VN_SIZE(VnInstance, 144)

// What the surface pass needs of the body it draws.
VN_STRUCT(VnSurface) {
    VnMaterial material;
    VN_UINT4 ids; // x: instance id; w: seed of the anchored noise
} VN_STRUCT_END(VnSurface);
VN_SIZE(VnSurface, 80)

// What one view of one frame needs. Camera space is x right, y down, z forward; clip depth is reversed (1 near, 0 far).
VN_STRUCT(VnView) {
    VN_MATRIX4 clipFromWorld;
    VN_MATRIX4 previousClipFromWorld;
    VN_FLOAT4 cameraInWorld;  // xyz; w: metres covered by a pixel at 1 m distance
    VN_FLOAT4 forwardInWorld; // xyz: unit; w: near plane in metres
    VN_FLOAT4 sizeInPixels;   // x: width, y: height
} VN_STRUCT_END(VnView);
VN_SIZE(VnView, 176)

#endif
