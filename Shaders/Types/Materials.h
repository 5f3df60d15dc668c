// Solid materials, written once in the common subset of GLSL and C++ (Sources/CMaterials/glsl.h gives C++ the GLSL types).
// All positions are object-space metres; `pixel` is what a pixel covers there, in metres: xyz its extent along each axis, w the width
// of the square of equal area. Detail finer than it fades into the material's mean. Colours: see VnMaterial.
// VN_FEW_MATERIALS: only kinds up to bark, without relief and traces of use, which takes drivers a quarter of the time to compile.
#ifndef VENEER_MATERIALS_H
#define VENEER_MATERIALS_H

#include "Noise.h"
#include "MaterialsFace.h"
#include "MaterialsWood.h"
#include "MaterialsStone.h"
#include "MaterialsGround.h"
#include "MaterialsMade.h"
#ifndef VN_FEW_MATERIALS
#include "MaterialsLaid.h"
#include "MaterialsMetal.h"
#include "MaterialsFibre.h"
#include "MaterialsRelief.h"
#include "MaterialsUse.h"
#endif

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
#ifndef VN_FEW_MATERIALS
    else if (kind == uint(VN_MATERIAL_GRANITE)) { vnGranite(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CORK)) { vnCork(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PARQUET)) { vnParquet(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_GLAZED)) { vnGlazed(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_MOSAIC)) { vnMosaic(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_COBBLES)) { vnCobbles(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_SHINGLES)) { vnShingles(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_ROUGHCAST)) { vnRoughcast(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CHIPBOARD)) { vnChipboard(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CORDUROY)) { vnCorduroy(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_WICKER)) { vnWicker(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_CAST)) { vnCast(m, p, pixel, base, roughness, metallic); }
    else if (kind == uint(VN_MATERIAL_RUST)) { vnRust(m, p, pixel, base, roughness, metallic); }
    else if (kind == uint(VN_MATERIAL_CORRUGATED)) { vnCorrugated(m, p, pixel, base, roughness, metallic); }
    else if (kind == uint(VN_MATERIAL_TREADPLATE)) { vnTreadplate(m, p, pixel, base, roughness, metallic); }
    else if (kind == uint(VN_MATERIAL_SAND)) { vnSand(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_FOLIAGE)) { vnFoliage(m, p, pixel, base, roughness); }
    if (m.parameters.w > 0.0f) { vnUse(m, p, pixel, base, roughness, metallic); }
#endif
    base = clamp(base, vec3(0.002f), vec3(0.98f));
}

// Kinds of small pieces of very different tones.
VN_INLINE bool vnIsSpeckled(uint kind) {
    return kind == uint(VN_MATERIAL_TERRAZZO) || kind == uint(VN_MATERIAL_CARPET) || kind == uint(VN_MATERIAL_ASPHALT) || kind == uint(VN_MATERIAL_GRAVEL)
        || kind == uint(VN_MATERIAL_SOIL) || kind == uint(VN_MATERIAL_GRANITE) || kind == uint(VN_MATERIAL_CORK) || kind == uint(VN_MATERIAL_CHIPBOARD);
}

#endif
