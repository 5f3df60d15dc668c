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
#define VN_MATERIAL_GRANITE 26
#define VN_MATERIAL_CORK 27
#define VN_MATERIAL_PARQUET 28
#define VN_MATERIAL_GLAZED 29
#define VN_MATERIAL_MOSAIC 30
#define VN_MATERIAL_COBBLES 31
#define VN_MATERIAL_SHINGLES 32
#define VN_MATERIAL_ROUGHCAST 33
#define VN_MATERIAL_CHIPBOARD 34
#define VN_MATERIAL_CORDUROY 35
#define VN_MATERIAL_WICKER 36
#define VN_MATERIAL_CAST 37
#define VN_MATERIAL_RUST 38
#define VN_MATERIAL_CORRUGATED 39
#define VN_MATERIAL_TREADPLATE 40
#define VN_MATERIAL_SAND 41
#define VN_MATERIAL_FOLIAGE 42
#define VN_MATERIAL_COUNT 42

// What a pipeline of the surface pass is made for: a kind, whether it shows traces of use, and whether it stands out.
#define VN_VARIANT_KIND 255u
#define VN_VARIANT_USED 256u
#define VN_VARIANT_RELIEF 512u

// A solid material: a function of object-space position in metres. Colours are scene-linear Rec.709 reflectances.
VN_STRUCT(VnMaterial) {
    VN_FLOAT4 colourA;    // xyz: main colour; w: roughness (perceptual, 0...1)
    VN_FLOAT4 colourB;    // xyz: second colour; w: metallic (0 or 1)
    VN_FLOAT4 parameters; // x: feature size in metres; y: contrast of the pattern 0...1; z: weathering of the kind's own 0...1; w: traces of use 0...1
    VN_FLOAT4 form;       // xyz: half the edges of the box that it covers, 0 on other shapes; w: height of its relief, 1: as the kind has it
    VN_UINT4 kind;        // x: VN_MATERIAL_*; y: seed; z: seed of the traces of use, the body's own; w: seed of the weathering
} VN_STRUCT_END(VnMaterial);
VN_SIZE(VnMaterial, 80)

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
    VN_UINT4 ids; // x: instance id (1...); y: of a model its first material, else the body's; z: semantic id; w: seed of the anchored noise
} VN_STRUCT_END(VnInstance);
VN_SIZE(VnInstance, 144)

// How a part of a model looks: with one colour, with a texture, or with a texture that cuts parts out.
#define VN_MODEL_PLAIN 0
#define VN_MODEL_TEXTURED 1
#define VN_MODEL_CUT_OUT 2
VN_STRUCT(VnModelMaterial) {
    VN_FLOAT4 colour;  // xyz: base colour; w: roughness
    VN_UINT4 texture;  // x: layer of the textures; y: 1 for metal; zw: unused
} VN_STRUCT_END(VnModelMaterial);
VN_SIZE(VnModelMaterial, 32)

// What the surface pass needs of the body it draws.
VN_STRUCT(VnSurface) {
    VnMaterial material;
    VN_UINT4 ids; // x: instance id; w: seed of the anchored noise
} VN_STRUCT_END(VnSurface);
VN_SIZE(VnSurface, 96)

// What one view of one frame needs. Camera space is x right, y down, z forward; clip depth is reversed (1 near, 0 far).
VN_STRUCT(VnView) {
    VN_MATRIX4 clipFromWorld;
    VN_MATRIX4 previousClipFromWorld;
    VN_FLOAT4 cameraInWorld;  // xyz; w: metres covered by a pixel at 1 m distance
    VN_FLOAT4 forwardInWorld; // xyz: unit; w: near plane in metres
    VN_FLOAT4 sizeInPixels;   // x: width, y: height
} VN_STRUCT_END(VnView);
VN_SIZE(VnView, 176)

#include "PainterTypes.h"

#endif
