// Solid materials, written once in the common subset of GLSL and C++ (Sources/CMaterials/glsl.h gives C++ the GLSL types).
// All positions are object-space metres; `pixel` is what a pixel covers there, in metres: xyz its extent along each axis, w the width
// of the square of equal area. Detail finer than it fades into the material's mean. Colours: see VnMaterial.
#ifndef VENEER_MATERIALS_H
#define VENEER_MATERIALS_H

#include "Noise.h"
#include "MaterialsWood.h"
#include "MaterialsStone.h"
#include "MaterialsGround.h"
#include "MaterialsMade.h"

VN_INLINE void vnMaterial(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_OUT(float) metallic) {
    base = m.colourA.xyz;
    roughness = m.colourA.w;
    metallic = m.colourB.w;
    uint kind = m.kind.x;
    if (kind == uint(VN_MATERIAL_WOOD)) { vnWood(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_MARBLE)) { vnMarble(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PLASTER)) { vnPlaster(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_GLAZE)) { vnGlaze(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_METAL)) { vnMetal(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_WEAVE)) { vnWeave(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PLANKS)) { vnPlanks(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_BRICK)) { vnBrick(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_TILE)) { vnTile(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PAVING)) { vnPaving(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CONCRETE)) { vnConcrete(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_TERRAZZO)) { vnTerrazzo(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_BRUSHED)) { vnBrushed(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PAINTED)) { vnPainted(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_LEATHER)) { vnLeather(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CARPET)) { vnCarpet(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_KNIT)) { vnKnit(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CARDBOARD)) { vnCardboard(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PAPER)) { vnPaper(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_RUBBER)) { vnRubber(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_ASPHALT)) { vnAsphalt(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_GRAVEL)) { vnGravel(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_SOIL)) { vnSoil(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_GRASS)) { vnGrass(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_BARK)) { vnBark(m, p, pixel, base, roughness); }
    base = clamp(base, vec3(0.002f), vec3(0.98f));
}

#endif
