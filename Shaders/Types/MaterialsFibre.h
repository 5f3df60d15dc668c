// Of fibres, pressed or woven: cork, chipboard, corduroy, wicker.
#ifndef VENEER_MATERIALS_FIBRE_H
#define VENEER_MATERIALS_FIBRE_H

VN_INLINE float vnCorkHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float gap;
    uint grain = vnStone(p / size + vec3(0.35f * vnNoise(p * (1.1f / size), m.kind.y + 13u)), m.kind.y, gap);
    float band = vnBand(0.9f * size, pixel.w);
    lost = 0.015f * (1.0f - band * band);
    return size * band * 0.045f * (smoothstep(0.0f, 0.22f, gap) + 0.5f * vnUniform(grain));
}

// Cork: granules pressed together, some of dark bark. `feature`: size of a granule; the second colour is the bark's.
VN_INLINE void vnCork(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float gap; float gapOfSmall;
    uint seed = m.kind.y;
    vec3 pressed = p / size + vec3(0.35f * vnNoise(p * (1.1f / size), seed + 13u));
    uint grain = vnStone(pressed, seed, gap);
    uint crumb = vnStone(vnTurned(p) * (2.7f / size), seed + 3u, gapOfSmall);
    float band = vnBand(0.9f * size, pixel.w); float small = vnBand(0.4f * size, pixel.w);
    float u = vnUniform(grain);
    float tone = band * (u - 0.5f);
    float bark = band * smoothstep(0.86f, 0.97f, u) + small * (((crumb & 15u) == 0u) ? 0.9f * smoothstep(0.0f, 0.25f, gapOfSmall) : 0.0f);
    float binder = band * (1.0f - smoothstep(0.0f, 0.12f + 0.6f * pixel.w / size, gap));
    float pores = small * vnNoise(p * (6.0f / size), seed + 7u);
    float cloud = vnFractal(p, 0.25f, pixel.w, 2, seed + 11u);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.85f * tone + 0.25f * small * (vnUniform(crumb) - 0.5f) + 0.14f * pores + 0.10f * cloud) - 0.12f * (binder - 0.196f * band));
    base = mix(base, m.colourB.xyz, clamp(mix(0.08f, 0.68f * bark, band) * m.parameters.y, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.04f * pores, 0.05f, 1.0f);
}

// The strand on top: its hash; `along` and `edge` are metres along it and from its nearest edge.
VN_INLINE uint vnStrand(vec3 q, float size, uint seed, VN_OUT(float) along, VN_OUT(float) across, VN_OUT(float) edge) {
    uint top = 0u; float highest = -1.0f;
    along = 0.0f; across = 0.0f; edge = 0.0f;
    for (int layer = 0; layer < 5; layer++) {
        float angle = 0.55f * float(layer) - 1.1f + (layer == 3 ? 1.2f : 0.0f);
        float c = cos(angle); float s = sin(angle);
        float x = c * q.x + s * q.y + 0.37f * size * float(layer); float y = c * q.y - s * q.x + 0.21f * size * float(layer);
        float width = size * (0.20f + 0.03f * float(layer));
        float row = floor(y / width);
        float start = vnUniform(vnHash3(int(row), layer, 12, seed)) * size;
        float column = floor((x + start) / size);
        uint h = vnHash3(int(column), int(row), 20 + layer, seed);
        float height = vnUniform(h);
        float fx = x + start - column * size; float fy = y - row * width;
        // Split ends: a strand narrows where it ends.
        float narrow = width * 0.5f * (0.55f + 0.45f * vnUniform(vnHash(h)));
        float inside = min(narrow - abs(fy - 0.5f * width), min(fx, size - fx) * 0.6f);
        bool shows = inside > 0.0f && height > highest;
        top = shows ? h : top; highest = shows ? height : highest;
        along = shows ? fx : along; across = shows ? fy : across; edge = shows ? inside : edge;
    }
    return top;
}

VN_INLINE float vnChipboardHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float along; float across; float edge;
    uint strand = vnStrand(vnUnfolded(vnFaceOf(m, p, VN_FACE_FLOOR), p), m.parameters.x, m.kind.y, along, across, edge);
    float band = vnBand(0.012f, pixel.w);
    lost = 0.008f * (1.0f - band * band);
    return band * (0.0003f * vnUniform(strand) + 0.0003f * smoothstep(0.0f, 0.002f, edge));
}

// Board pressed of long strands of wood. `feature`: length of a strand; the second colour is the darker wood's.
VN_INLINE void vnChipboard(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float along; float across; float edge;
    uint seed = m.kind.y;
    uint strand = vnStrand(vnUnfolded(vnFaceOf(m, p, VN_FACE_FLOOR), p), size, seed, along, across, edge);
    float band = vnBand(0.16f * size, pixel.w); float fine = vnBand(0.004f, pixel.w);
    float tone = band * (vnUniform(vnHash(strand + 1u)) - 0.45f);
    float warm = band * (vnUniform(vnHash(strand + 2u)) - 0.5f);
    float fibre = fine * vnNoise(vec3(along * 28.0f, across * 620.0f, 3.0f * vnUniform(strand)), strand)
        + 0.6f * vnBand(0.012f, pixel.w) * vnNoise(vec3(along * 9.0f, across * 190.0f, 0.5f), strand + 1u);
    float shade = vnBand(0.008f, pixel.w) * (1.0f - smoothstep(0.0f, 0.0012f + 0.7f * pixel.w, edge));
    float t = clamp(0.38f + m.parameters.y * (0.75f * tone + 0.22f * fibre), 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * vec3(1.0f + 0.05f * warm, 1.0f, 1.0f - 0.10f * warm) * (1.0f - 0.34f * (shade - 0.16f * vnBand(0.008f, pixel.w)));
    roughness = clamp(m.colourA.w + 0.06f * fibre + 0.1f * shade, 0.05f, 1.0f);
}

VN_INLINE float vnCorduroyHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    int face = vnFaceOf(m, p, VN_FACE_CLOTH);
    float u = vnUnfolded(face, p).x / size; float wide = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z)).x / size;
    float band = vnBand(0.55f, wide);
    float f = u - floor(u) - 0.5f;
    lost = 0.16f * (1.0f - band * band);
    return 0.16f * size * band * (1.0f - 4.0f * f * f);
}

// Corduroy: ribs of pile along y (or z), worn flat and brushed here and there. `feature`: from rib to rib.
VN_INLINE void vnCorduroy(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    int face = vnFaceOf(m, p, VN_FACE_CLOTH);
    vec3 q = vnUnfolded(face, p);
    float u = q.x / size; float wide = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z)).x / size;
    float band = vnBand(0.55f, wide);
    float f = abs(u - floor(u) - 0.5f);
    float groove = mix(0.27f, smoothstep(0.24f, 0.5f, f), band);
    float pile = vnBand(0.0016f, pixel.w) * vnNoise(vec3(q.x * 1400.0f, q.y * 700.0f, q.z * 700.0f), seed);
    float nap = vnFractal(p, 0.11f, pixel.w, 3, seed + 3u);
    float rib = band * (vnUniform(vnHash3(int(floor(u)), 1, 13, seed)) - 0.5f);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(m.parameters.y * (0.3f + 0.8f * nap), 0.0f, 1.0f)) * (1.0f - 0.62f * groove) * (1.17f + 0.10f * pile + 0.06f * rib);
    base = mix(base, vec3(dot(base, vec3(0.3f, 0.5f, 0.2f)) * 1.35f), 0.3f * m.parameters.z * smoothstep(-0.1f, 0.4f, nap));
    roughness = m.colourA.w;
}

// Willow: how high the strand on top lies, -1...1; `rod` tells strands apart, `round` falls from its middle to its edge.
VN_INLINE float vnWillow(vec3 q, float size, VN_OUT(float) round, VN_OUT(float) stake, VN_OUT(float) row) {
    float stakeEvery = 4.5f * size;
    row = floor(q.y / size);
    float fy = q.y / size - row - 0.5f;
    float phase = q.x / stakeEvery + 0.5f * (row - 2.0f * floor(row * 0.5f));
    // The strand goes before one stake and behind the next.
    float inFront = cos(6.2831853f * 0.5f * (2.0f * phase));
    float halfCell = q.x / stakeEvery * 2.0f;
    float fx = (halfCell - floor(halfCell) - 0.5f) * stakeEvery * 0.5f / size;
    float roundRod = sqrt(max(0.0f, 1.0f - 4.2f * fy * fy));
    float roundStake = sqrt(max(0.0f, 1.0f - 1.6f * fx * fx));
    float rod = inFront * 0.9f + 0.5f * roundRod; float upright = 0.5f * roundStake - 0.15f;
    bool stakeShows = roundStake > 0.0f && upright > rod;
    stake = stakeShows ? 1.0f : 0.0f;
    round = stakeShows ? roundStake : roundRod;
    return stakeShows ? upright : rod;
}

VN_INLINE float vnWickerHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float round; float stake; float row;
    float band = vnBand(0.6f * size, pixel.w);
    lost = 0.14f * (1.0f - band * band);
    return 0.30f * size * band * vnWillow(vnUnfolded(vnFaceOf(m, p, VN_FACE_WALL), p), size, round, stake, row);
}

// Wicker: willow rods woven about stakes. `feature`: a rod's width; the second colour is that of darker rods.
VN_INLINE void vnWicker(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float round; float stake; float row;
    uint seed = m.kind.y;
    vec3 q = vnUnfolded(vnFaceOf(m, p, VN_FACE_WALL), p);
    float height = vnWillow(q, size, round, stake, row);
    float band = vnBand(0.6f * size, pixel.w);
    float which = vnUniform(vnHash3(int(row), int(floor(q.x / 0.6f + vnUniform(vnHash3(int(row), 4, 14, seed)))), 14, seed));
    float tone = band * (1.0f - stake) * (which - 0.5f);
    float fibre = vnBand(0.003f, pixel.w) * vnNoise(stake > 0.5f ? vec3(q.x * 600.0f, q.y * 30.0f, q.z * 200.0f) : vec3(q.x * 30.0f, q.y * 700.0f, q.z * 200.0f), seed + 3u);
    float patches = vnFractal(p, 0.12f, pixel.w, 3, seed + 5u);
    // Deep between the rods no light gets.
    float open = mix(0.72f, (0.29f + 0.55f * smoothstep(0.0f, 0.75f, round)) * (0.55f + 0.45f * smoothstep(-0.7f, 0.7f, height)), band);
    float t = clamp(0.32f + m.parameters.y * (0.7f * tone + 0.18f * fibre + 0.4f * patches) - 0.1f * stake * band, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * open * 1.12f;
    roughness = clamp(m.colourA.w + 0.06f * fibre + 0.15f * (1.0f - open), 0.05f, 1.0f);
}

#endif
