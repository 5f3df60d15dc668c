// Open ground, seen from above: patterns in all three axes, so that banks and sides match.
#ifndef VENEER_MATERIALS_GROUND_H
#define VENEER_MATERIALS_GROUND_H

// Asphalt: grey stones in black binder. `feature`: size of the stones; `wear` bleaches and mends.
VN_INLINE void vnAsphalt(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float gap;
    uint stone = vnStone(p / size, seed, gap);
    float bright = vnUniform(stone);
    float grain = mix(0.30f, bright * bright * smoothstep(0.05f, 0.25f, gap) * 1.75f, vnBand(size * 0.9f, pixel.w));
    float patches = vnFractal(p, 1.7f, pixel.w, 3, m.kind.w + 3u);
    float worn = m.parameters.z * smoothstep(-0.3f, 0.5f, patches);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(m.parameters.y * grain + 0.25f * worn, 0.0f, 1.0f)) * (1.0f + 0.22f * patches);
    roughness = m.colourA.w;
}

// The tone of one of many pieces, its neighbours' too where a pixel shows both: pieces that end within it have no hard edge. `gapInPixel`: how far the gap goes on across it.
VN_INLINE float vnToneOfPiece(uint piece, float gap, float gapInPixel) {
    return mix(0.5f, vnUniform(piece), smoothstep(0.0f, 0.5f, gap / max(gapInPixel, 1e-4f)));
}

// The tone of the stone at a place of gravel, how far from where the next begins, and how much of them a pixel can show.
VN_INLINE float vnGravelStone(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) gap, VN_OUT(float) band) {
    float size = m.parameters.x;
    // Stones lie in rows of a kind, which would beat with those of pixels that cover much of the way ahead.
    band = vnBand(size, max(pixel.w, 0.8f * max(pixel.x, max(pixel.y, pixel.z))));
    // Turned: a slice along a layer of cells has other gaps than most. Warped: rows are seen from afar.
    vec3 q = vnTurned(p) / size;
    q = q + 0.5f * vec3(vnNoise(q * 0.37f, m.kind.y + 21u), vnNoise(q * 0.37f, m.kind.y + 22u), 0.0f);
    float around;
    uint stone = vnStone(q * 0.6f, m.kind.y, around);
    // Large ones lie on the small ones and shade those next to them.
    bool isLarge = vnUniform(stone) < 0.42f;
    gap = 1.5f * (around - 0.14f);
    float gapInPixel = 0.9f * pixel.w / size;
    if (isLarge && gap > 0.0f) { return vnToneOfPiece(vnHash(stone), gap, gapInPixel); }
    float shade = isLarge ? 0.4f + 0.6f * smoothstep(0.14f, 0.0f, around) : 1.0f;
    stone = vnStone(q * 1.35f, m.kind.y + 1u, gap);
    float tone = vnToneOfPiece(stone, gap, 1.5f * gapInPixel);
    gap = gap * shade;
    return tone;
}

// Gravel: stones between the two colours, darker between them, raked into drifts, trodden into the earth in places. `feature`: size of a stone.
VN_INLINE void vnGravel(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float gap; float band;
    uint seed = m.kind.y;
    float u = vnGravelStone(m, p, pixel, gap, band);
    float soft = 0.5f * pixel.w / size;
    float round = smoothstep(-soft, 0.22f + soft, gap);
    float grain = vnBand(size * 0.3f, pixel.w) * vnNoise(p * (5.0f / size), seed + 5u);
    float patches = vnFractal(p, 0.9f, pixel.w, 3, seed + 3u), drifts = vnFractal(p, 7.0f * size, pixel.w, 2, seed + 11u);
    float trodden = smoothstep(0.04f, 0.34f, vnFractal(p, 1.7f, pixel.w, 5, m.kind.w + 7u) + 0.3f * drifts);
    vec3 stones = mix(m.colourA.xyz, m.colourB.xyz, mix(0.5f, u, band * m.parameters.y));
    stones = mix(stones, m.colourB.xyz * vec3(0.86f, 0.74f, 0.60f), 0.7f * trodden * mix(1.0f, 0.35f + 0.65f * (1.0f - round), band));
    base = stones * (mix(0.713f, 0.31f + 0.56f * round, band) * (1.0f + 0.12f * grain + 0.40f * patches + 0.40f * drifts));
    roughness = m.colourA.w;
}

// Soil: crumbs and clods, damp in places. `feature`: size of a clod.
VN_INLINE void vnSoil(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float gap;
    uint clod = vnStone(p / size + vec3(0.5f * vnNoise(p * (1.3f / size), seed + 2u)), seed, gap);
    float crumbs = vnFractal(p, size * 0.6f, pixel.w, 3, seed + 5u);
    float band = vnBand(size, pixel.w);
    float damp = smoothstep(-0.4f, 0.5f, vnNoise(p * 1.9f, seed + 9u) + 0.5f * crumbs);
    float t = mix(0.436f, 0.75f - 0.6f * smoothstep(0.0f, 0.35f, gap) + 0.4f * vnUniform(clod) - 0.2f, band) + 0.45f * crumbs;
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(m.parameters.y * t + 0.25f * damp, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w - 0.1f * damp, 0.05f, 1.0f);
}

// Blades of grass lying every way, one a cell and the lightest seen: how light the one here is; 0: the dark between. `soft`: a pixel, in cells.
VN_INLINE float vnBlades(float px, float py, float soft, uint seed) {
    float cx = floor(px - 0.5f); float cy = floor(py - 0.5f);
    float lightest = 0.0f;
    for (int i = 0; i < 4; i++) {
        int dx = i & 1; int dy = i >> 1;
        uint h = vnCellHash(int(cx) + dx, int(cy) + dy, 0, seed);
        float turn = float(h & 1023u) * 0.00613592f; float s = sin(turn); float k = cos(turn);
        float x = px - cx - float(dx) - 0.25f - float((h >> 10) & 1023u) * 0.0005f; float y = py - cy - float(dy) - 0.25f - float(h >> 22) * 0.0005f;
        float along = k * x + s * y; float across = k * y - s * x + 0.22f * (s + k) * along * along;
        float there = vnLine(abs(across), 0.11f - 0.2f * along * along, soft) * vnStep(abs(along), 0.72f, soft + 0.1f);
        lightest = max(lightest, there * (0.25f + 0.75f * vnUniform(vnHash(h))));
    }
    return lightest;
}

// A lawn: blades, tufts in tufts, other herbs and dry spots. `feature`: size of a tuft; the second colour is the dry grass's.
VN_INLINE void vnGrass(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float fine = vnBand(0.012f, pixel.w); float blades = 0.0f;
    if (fine > 0.0f) {
        float bend = 0.25f * vnNoise(p * 25.0f, seed); float cells = 44.0f;
        float x = cells * (p.x + 0.8f * p.z) + bend; float y = cells * (p.y + 0.5f * p.z) + bend;
        for (int i = 0; i < 3; i++) {
            blades = max(blades, (1.0f - 0.15f * float(i)) * vnBlades(x, y, cells * pixel.w, seed + 3u + uint(i)));
            float turned = 0.92f * x + 0.69f * y; y = 0.92f * y - 0.69f * x; x = turned; cells *= 1.15f;
        }
        // Less its mean, which narrows as pixels take in more than one.
        blades = fine * (blades - 0.285f + 9.3f * pixel.w);
    }
    // The finer the stronger, or a lawn is felt.
    float grain = 0.0f; float s = 2.5f * size; float strength = 0.5f;
    vec3 o = p;
    for (int i = 0; i < 5; i++) {
        float kept = vnBand(s, pixel.w);
        if (kept <= 0.0f) { break; }
        grain += strength * kept * vnGradientNoise(o * (1.0f / s), seed + uint(i) + 7u);
        s *= 0.45f; strength = min(1.7f, 1.6f * strength); o = vnTurned(o);
    }
    float patches = vnFractal(p, 1.9f, pixel.w, 4, m.kind.w + 11u);
    float herbs = smoothstep(0.10f, 0.4f, vnFractal(p, 0.8f, pixel.w, 4, m.kind.w + 23u) + 0.1f * grain);
    float dry = clamp(smoothstep(0.05f, 0.75f, patches + 0.25f * grain + m.parameters.z - 0.3f) + 0.14f * smoothstep(0.25f, 0.6f, blades), 0.0f, 1.0f);
    vec3 green = m.colourA.xyz * mix(vec3(1.0f), vec3(0.75f, 0.9f, 0.9f), m.parameters.y * 0.7f * herbs);
    float shade = (1.0f + m.parameters.y * (0.7f * grain + 0.22f * patches)) * (1.0f + 1.35f * m.parameters.y * blades);
    base = mix(green, m.colourB.xyz, dry) * max(shade, 0.1f);
    roughness = m.colourA.w;
}

// The ripples that wind draws: a saw with soft crests, bent; in ripples.
VN_INLINE float vnRipple(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) band) {
    float size = m.parameters.x;
    float bend = 1.3f * vnNoise(vec3(p.x, p.y, p.z) * (0.22f / size), m.kind.y) + 0.35f * vnNoise(vec3(p.x, p.y, p.z) * (0.75f / size), m.kind.y + 1u);
    float x = (0.94f * p.y + 0.34f * p.x) / size + bend;
    float f = x - floor(x);
    band = vnBand(0.8f, max(pixel.x, pixel.y) / size);
    // Ripples come and go.
    float here = smoothstep(-0.7f, 0.3f, vnNoise(p * (0.17f / size), m.kind.y + 3u));
    return here * (f < 0.68f ? smoothstep(0.0f, 0.68f, f) : 1.0f - smoothstep(0.68f, 1.0f, f));
}

VN_INLINE float vnSandHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float band;
    float ripple = vnRipple(m, p, pixel, band);
    lost = 0.03f * (1.0f - band * band) + 0.05f * (1.0f - vnBand(0.0025f, pixel.w));
    return 0.085f * m.parameters.x * band * ripple + 0.0004f * vnBand(0.0025f, pixel.w) * vnNoise(p * 900.0f, m.kind.y + 5u) + 0.006f * vnFractal(p, 0.4f, pixel.w, 2, m.kind.y + 7u);
}

// Dry sand with the wind's ripples; damp (the second colour) by `wear`. `feature`: from ripple to ripple.
VN_INLINE void vnSand(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    uint seed = m.kind.y; float band;
    float ripple = vnRipple(m, p, pixel, band);
    float fine = vnBand(0.0022f, pixel.w);
    uint grain = vnCellHash(int(floor(p.x * 1100.0f)), int(floor(p.y * 1100.0f)), int(floor(p.z * 1100.0f)), seed);
    float grains = fine * (0.6f * (vnUniform(vnHash(grain)) - 0.5f) + vnNoise(p * 900.0f, seed + 5u));
    float coarse = vnBand(0.009f, pixel.w) * vnNoise(vnTurned(p) * 190.0f, seed + 9u);
    float patches = vnFractal(p, 0.55f, pixel.w, 4, m.kind.w + 11u);
    float damp = m.parameters.z * smoothstep(0.0f, 0.5f, patches + 0.15f);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.30f * grains + 0.10f * coarse + 0.13f * patches + 0.16f * band * (ripple - 0.45f)));
    base = mix(base, m.colourB.xyz * (1.0f + 0.2f * grains), clamp(damp, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w - 0.25f * damp, 0.05f, 1.0f);
}

// The leaf at a place of a clipped hedge: its tone, how far it stands out of those around, and how much of both a pixel can show.
VN_INLINE float vnHedgeLeaf(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) above, VN_OUT(float) band) {
    float size = m.parameters.x; float gap;
    vec3 q = vnTurned(p) * (1.0f / size) + vec3(0.5f * vnNoise(p * (0.4f / size), m.kind.y + 2u));
    uint leaf = vnHash(vnStone(vec3(q.x, 1.7f * q.y, q.z), m.kind.y, gap));
    band = vnBand(1.1f * size, pixel.w);
    float soft = 0.4f * pixel.w / size;
    above = smoothstep(-soft, 0.5f + soft, gap);
    return vnToneOfPiece(leaf, gap, 2.0f * soft);
}

VN_INLINE float vnFoliageHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float above; float band;
    float tone = vnHedgeLeaf(m, p, pixel, above, band);
    lost = 0.10f * (1.0f - band * band);
    return size * (0.30f * band * (above + 0.7f * tone) + 2.4f * vnFractal(p, 8.0f * size, pixel.w, 3, m.kind.y + 5u));
}

// A clipped hedge: small leaves, the outer ones paler (the second colour), holes between the twigs, growth in clumps. `feature`: a leaf.
VN_INLINE void vnFoliage(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float above; float band;
    float tone = vnHedgeLeaf(m, p, pixel, above, band);
    float clumps = vnFractal(p, 8.0f * size, pixel.w, 5, m.kind.y + 5u), large = vnFractal(p, 0.9f, pixel.w, 2, m.kind.y + 13u);
    float outer = clamp(0.35f + 0.9f * clumps + band * (0.5f * tone - 0.25f), 0.0f, 1.0f);
    float hole = smoothstep(0.10f, -0.35f, clumps + band * (0.5f * tone - 0.3f));
    float shade = mix(0.53f, (0.25f + 0.75f * above) * (0.62f + 0.7f * tone), band) * (1.0f - 0.55f * hole) * (1.0f + 0.25f * large);
    base = mix(m.colourA.xyz, m.colourB.xyz, m.parameters.y * outer) * mix(1.0f, 1.25f * shade, m.parameters.y);
    // A leaf in fifty has turned.
    base = mix(base, base * vec3(1.7f, 1.05f, 0.6f), band * (tone > 0.98f ? 0.7f : 0.0f));
    roughness = clamp(m.colourA.w - 0.12f * band * tone, 0.05f, 1.0f);
}

#endif
