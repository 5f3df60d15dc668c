// How high a surface stands out, and what that does to its normal. Only slopes along the surface count, so that heights are functions of
// position as colours are. `lost`: the variance of slopes that are finer than the pixel, which roughness takes over.
#ifndef VENEER_MATERIALS_RELIEF_H
#define VENEER_MATERIALS_RELIEF_H

// The edge of a joint, as wide as a pixel or as this.
#define VN_JOINT_SLOPE 0.0035f

VN_INLINE float vnBrickHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float joints = vnBondJoints(p.x + p.y, p.z, m.parameters.x, 0.0055f, VN_JOINT_SLOPE, pixel);
    float band = vnBand(0.016f, pixel.w);
    lost = 0.06f * (1.0f - band * band);
    return -0.0028f * joints + 0.0016f * vnFractal(p, 0.02f, pixel.w, 3, m.kind.y + 7u) * (1.0f - 0.5f * joints);
}

VN_INLINE float vnTileHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    float row = floor(p.y / size);
    float x = p.x + ((m.kind.y & 1u) == 0u ? 0.0f : 0.5f * size * (row - 2.0f * floor(row * 0.5f)));
    float halfWidth = min(0.002f, 0.02f * size);
    lost = 0.004f * (1.0f - vnBand(0.012f, pixel.w));
    return -0.0012f * max(vnLines(x, size, halfWidth, pixel.x + VN_JOINT_SLOPE), vnLines(p.y, size, halfWidth, pixel.y + VN_JOINT_SLOPE));
}

VN_INLINE float vnPavingHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    VnPavingPlace place = vnPavingPlace(m, p, pixel);
    float joints = max(vnLines(place.x, place.stoneLength, place.halfJoint, pixel.x + 0.008f), vnLines(place.y, size, place.halfJoint, pixel.y + 0.008f));
    lost = 0.02f * (1.0f - vnBand(0.03f, pixel.w));
    return -0.006f * joints + 0.012f * size * place.cloud;
}

VN_INLINE float vnPlanksHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float width = m.parameters.x; float plankLength = width * 9.0f;
    float row = floor(p.y / width);
    float start = vnUniform(vnHash3(int(row), 3, 5, m.kind.y)) * plankLength;
    // Edges are chamfered, boards cupped a little.
    float gaps = max(vnLines(p.y, width, 0.0009f, pixel.y + VN_JOINT_SLOPE), vnLines(p.x + start, plankLength, 0.0008f, pixel.x + VN_JOINT_SLOPE));
    float f = (p.y / width - row - 0.5f) * vnBand(width, pixel.y);
    float streaks = vnBand(0.012f, max(pixel.y, pixel.z)) * vnNoise(vec3(p.x * 2.2f, p.y * 130.0f, p.z * 130.0f), m.kind.y + 11u);
    lost = 0.002f * (1.0f - vnBand(0.012f, pixel.w));
    return -0.0014f * gaps - 0.012f * width * f * f + 0.00008f * streaks;
}

VN_INLINE float vnBarkHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float bent = vnNoise(p * (0.4f / size), seed);
    float scales = vnFractal(p, size * 0.5f, pixel.w, 2, seed + 9u);
    float gap;
    vnStone(vec3(p.x, p.y, p.z * 0.20f) / size + vec3(0.8f * bent + 0.35f * scales, 0.25f * scales - 0.8f * bent, 0.0f), seed + 3u, gap);
    float band = vnBand(size * 0.9f, max(pixel.x, pixel.y));
    lost = 0.12f * (1.0f - band * band);
    return size * (0.22f * band * smoothstep(0.02f, 0.42f, gap) + 0.10f * scales);
}

VN_INLINE float vnLeatherHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float gap;
    vnStone(p / size, m.kind.y, gap);
    float band = vnBand(size * 0.9f, pixel.w);
    lost = 0.03f * (1.0f - band * band);
    return 0.11f * size * band * smoothstep(0.0f, 0.35f, gap) + 0.0008f * vnFractal(p, 0.05f, pixel.w, 2, m.kind.y + 3u);
}

VN_INLINE float vnKnitHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    float stitch; float groove;
    float band = vnStitches(p, pixel, size, stitch, groove);
    lost = 0.12f * (1.0f - band * band);
    return size * band * (0.035f * stitch - 0.09f * groove);
}

VN_INLINE float vnWeaveHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float thread = m.parameters.x;
    float band = vnWaveMean(pixel.x / thread) * vnWaveMean((pixel.y + pixel.z) / thread) * vnBand(1.4f * thread, max(pixel.x, pixel.y + pixel.z));
    lost = 0.05f * (1.0f - band * band);
    return 0.14f * thread * band * sin(p.x / thread * 3.14159265f) * sin((p.y + p.z) / thread * 3.14159265f);
}

VN_INLINE float vnGravelHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float gap; float band;
    float tone = vnGravelStone(m, p, pixel, gap, band);
    lost = 0.14f * (1.0f - band * band);
    return size * band * 0.32f * smoothstep(0.0f, 0.5f, gap) * (0.6f + 0.4f * tone);
}

// Kinds not named here are smooth.
VN_INLINE float vnHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    lost = 0.0f;
    uint kind = m.kind.x;
    if (kind == uint(VN_MATERIAL_BRICK)) { return vnBrickHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_TILE)) { return vnTileHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_PAVING)) { return vnPavingHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_PLANKS)) { return vnPlanksHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_BARK)) { return vnBarkHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_LEATHER)) { return vnLeatherHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_KNIT)) { return vnKnitHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_WEAVE)) { return vnWeaveHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_GRAVEL)) { return vnGravelHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_GLAZED)) { return vnGlazedHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_MOSAIC)) { return vnMosaicHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_COBBLES)) { return vnCobblesHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_SHINGLES)) { return vnShinglesHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_ROUGHCAST)) { return vnRoughcastHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_CHIPBOARD)) { return vnChipboardHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_CORK)) { return vnCorkHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_CORDUROY)) { return vnCorduroyHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_WICKER)) { return vnWickerHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_CAST)) { return vnCastHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_RUST)) { return vnRustHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_CORRUGATED)) { return vnCorrugatedHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_TREADPLATE)) { return vnTreadplateHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_SAND)) { return vnSandHeight(m, p, pixel, lost); }
    if (kind == uint(VN_MATERIAL_FOLIAGE)) { return vnFoliageHeight(m, p, pixel, lost); }
    return 0.0f;
}

// The normal (unit, body space) tilted by the mean slope over the pixel; what is finer than the pixel makes it rougher.
VN_INLINE vec3 vnRelief(VnMaterial m, vec3 p, vec4 pixel, vec3 normal, VN_INOUT(float) roughness) {
    // Two ways along the surface.
    vec3 u = normalize(abs(normal.z) < 0.7f ? cross(vec3(0.0f, 0.0f, 1.0f), normal) : cross(vec3(1.0f, 0.0f, 0.0f), normal));
    vec3 v = cross(normal, u);
    float stepU = max(abs(u.x) * pixel.x + abs(u.y) * pixel.y + abs(u.z) * pixel.z, 2e-4f);
    float stepV = max(abs(v.x) * pixel.x + abs(v.y) * pixel.y + abs(v.z) * pixel.z, 2e-4f);
    float lost = 0.0f; float slopeU = 0.0f; float slopeV = 0.0f;
    // A loop, since drivers take as long over a function as often as it stands there.
    for (int i = 0; i < 3; i++) {
        float high = m.form.w * vnHeight(m, p + (i == 1 ? 0.5f : -0.5f) * stepU * u + (i == 2 ? 0.5f : -0.5f) * stepV * v, pixel, lost);
        slopeU += (i == 1 ? high : (i == 0 ? -high : 0.0f)) / stepU;
        slopeV += (i == 2 ? high : (i == 0 ? -high : 0.0f)) / stepV;
    }
    // No steeper than 45°: what lies behind would be hidden.
    float steep = 1.0f / sqrt(1.0f + slopeU * slopeU + slopeV * slopeV);
    float alpha = roughness * roughness;
    roughness = clamp(sqrt(sqrt(alpha * alpha + m.form.w * m.form.w * lost)), 0.03f, 1.0f);
    return normalize(normal - (steep * slopeU) * u - (steep * slopeV) * v);
}

#endif
