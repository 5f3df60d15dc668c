// Wood and what grows like it. Grain runs along x of the object, bark along z.
#ifndef VENEER_MATERIALS_WOOD_H
#define VENEER_MATERIALS_WOOD_H

// What one year adds to the wood: darker towards its end. The integral from 0 to x, so that a pixel gets the mean over its width.
VN_INLINE float vnRingIntegral(float x) {
    float year = floor(x);
    float ring = x - year;
    float grown = min(ring, 0.86f);
    float late = ring - grown;
    return year * 0.26379f + grown * grown * grown * (1.0f / 3.0f) + 0.7396f * (late - late * late * (1.0f / 0.28f));
}

// A board's year rings: the tree's heart lies beside it and a little aslant, so that rings run out in arches. 0: light wood, 1: dark ring.
VN_INLINE float vnWoodRing(vec3 p, float size, vec4 pixel, uint seed) {
    float u = vnUniform(vnHash(seed)) - 0.5f; float v = vnUniform(vnHash(seed + 1u)) - 0.5f; float w = vnUniform(vnHash(seed + 2u));
    float beside = (11.0f + 24.0f * w) * (v < 0.0f ? -size : size);
    vec3 q = vec3(p.x + 37.0f * u, p.y + 22.0f * u * size + 0.06f * v * p.x, p.z + beside + 0.09f * u * p.x);
    vec3 grain = vec3(q.x * 0.10f, q.y, q.z) / size;
    float bend = vnNoise(grain * 0.035f, seed) * 3.0f + vnNoise(grain * 0.16f, seed + 7u) * 0.8f;
    float fromAxis = max(sqrt(q.y * q.y + q.z * q.z), 1e-6f);
    float radius = fromAxis / size + bend;
    // Rings are crossed along their radius.
    float width = max((abs(q.y) * pixel.y + abs(q.z) * pixel.z) / (fromAxis * size), 0.02f);
    return 1.25f * (vnRingIntegral(radius + 0.5f * width) - vnRingIntegral(radius - 0.5f * width)) / width;
}

// Fibres, and dark pores as short strokes: x: light and dark streaks around 0, y: how much of the pixel is pore.
VN_INLINE float vnFibres(vec3 p, vec4 pixel, uint seed, VN_OUT(float) pores) {
    // Across the grain cells stand aslant to every face, so that their rows don't show.
    vec3 q = vec3(p.x, 0.8f * p.y + 0.6f * p.z, 0.8f * p.z - 0.6f * p.y);
    float across = max(pixel.y, pixel.z);
    float coarse = vnBand(0.014f, across); float fine = vnBand(0.0032f, across); float shown = vnBand(0.0016f, across);
    float streaks = 0.0f;
    if (coarse > 0.0f) { streaks = 0.55f * coarse * vnNoise(vec3(q.x * 2.2f, q.y * 130.0f, q.z * 130.0f), seed + 11u); }
    if (fine > 0.0f) { streaks += 0.45f * fine * vnNoise(vec3(q.x * 9.0f, q.y * 610.0f, q.z * 610.0f), seed + 12u); }
    pores = 0.10f;
    if (shown > 0.0f) { pores = mix(0.10f, smoothstep(0.30f, 0.75f, vnNoise(vec3(q.x * 70.0f, q.y * 1500.0f, q.z * 1500.0f), seed + 13u)), shown); }
    return streaks;
}

// Solid wood, glued of boards side by side where it is wider than one. `feature`: width of a year ring.
VN_INLINE void vnWood(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float boardWidth = 26.0f * m.parameters.x;
    float board = floor(p.y / boardWidth + 0.5f);
    uint seed = m.kind.y + 97u * uint(int(board));
    float tone = (vnUniform(vnHash(seed + 41u)) - 0.5f) * vnBand(boardWidth, pixel.y);
    float ring = vnWoodRing(vec3(p.x, p.y - board * boardWidth, p.z), m.parameters.x, pixel, seed);
    float pores;
    float streaks = vnFibres(p, pixel, seed, pores);
    float patches = vnNoise(vec3(p.x * 1.1f, p.y * 9.0f, p.z * 9.0f), m.kind.w + 97u * uint(int(board)) + 23u);
    float t = clamp(m.parameters.y * (ring * (0.82f + 0.3f * patches) + 0.20f * streaks) + 0.07f * patches + 0.16f * tone, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * (1.0f + 0.07f * patches + 0.05f * streaks - 0.38f * m.parameters.y * (pores - 0.10f));
    // Worn wood has lost its lacquer and greyed where hands and feet go.
    float worn = m.parameters.z * smoothstep(-0.3f, 0.5f, patches + 0.5f * streaks);
    base = mix(base, vec3(0.8f * dot(base, vec3(0.30f, 0.50f, 0.20f)) + 0.03f), 0.55f * worn);
    roughness = clamp(m.colourA.w + 0.10f * t + 0.04f * patches + 0.12f * (pores - 0.10f) + 0.25f * worn, 0.05f, 1.0f);
}

// Planks along x: rows along y, staggered joints, each plank cut from another tree.
VN_INLINE void vnPlanks(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float width = m.parameters.x; float plankLength = width * 9.0f;
    float row = floor(p.y / width);
    float start = vnUniform(vnHash3(int(row), 3, 5, m.kind.y)) * plankLength;
    float column = floor((p.x + start) / plankLength);
    uint plank = vnHash3(int(row), int(column), 0, m.kind.w);
    float tone = (vnUniform(plank) - 0.5f) * vnBand(width * 1.5f, pixel.w);
    vec3 q = vec3(p.x - (column + 0.5f) * plankLength, p.y - (row + 0.5f) * width, p.z);
    float ring = mix(0.33f, vnWoodRing(q, 0.0042f, pixel, plank), vnBand(0.045f, pixel.y));
    float pores;
    float streaks = vnFibres(p, pixel, plank, pores);
    float t = clamp(m.parameters.y * (0.85f * ring + 0.20f * streaks) + tone * 0.42f, 0.0f, 1.0f);
    float gaps = max(vnLines(p.y, width, 0.0009f, pixel.y), vnLines(p.x + start, plankLength, 0.0008f, pixel.x));
    float worn = m.parameters.z * smoothstep(-0.2f, 0.6f, vnNoise(p * 2.3f, m.kind.w + 5u) + 0.3f * streaks);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * (1.0f + 0.16f * tone + 0.05f * streaks - 0.30f * m.parameters.y * (pores - 0.10f));
    base = mix(base, vec3(0.8f * dot(base, vec3(0.30f, 0.50f, 0.20f)) + 0.03f), 0.5f * worn) * (1.0f - 0.85f * gaps);
    roughness = clamp(m.colourA.w + 0.10f * t + 0.08f * (pores - 0.10f) + 0.3f * gaps + 0.25f * worn, 0.05f, 1.0f);
}

// Bark: long plates with deep cracks between them. `feature`: width of a plate.
VN_INLINE void vnBark(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float bent = vnNoise(p * (0.4f / size), seed);
    float scales = vnFractal(p, size * 0.5f, pixel.w, 2, seed + 9u);
    float gap;
    uint plate = vnStone(vec3(p.x, p.y, p.z * 0.20f) / size + vec3(0.8f * bent + 0.35f * scales, 0.25f * scales - 0.8f * bent, 0.0f), seed + 3u, gap);
    float band = vnBand(size * 0.9f, max(pixel.x, pixel.y));
    float crack = mix(0.449f, 1.0f - smoothstep(0.02f, 0.30f, gap), band);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(crack * m.parameters.y, 0.0f, 1.0f));
    base = base * (1.0f + 0.5f * scales + 0.12f * bent + 0.35f * band * (vnUniform(plate) - 0.5f));
    roughness = m.colourA.w;
}

#endif
