// Ware, metal, cloth, and other things that are made.
#ifndef VENEER_MATERIALS_MADE_H
#define VENEER_MATERIALS_MADE_H

// Glazed ware: one colour with iron specks, and a second glaze above a wavy line where contrast is given.
VN_INLINE void vnGlaze(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float wave = vnNoise(vnTurned(p) / (size * 2.0f), seed) * size * 0.25f;
    float dipped = vnStep(0.0f, p.z - size * 0.2f + wave, footprint + size * 0.03f) * m.parameters.y;
    float speckSize = 0.0035f;
    float speck = smoothstep(0.62f, 0.8f, vnNoise(vnTurned(p) / speckSize, seed + 3u)) * vnBand(speckSize, footprint);
    float pooled = vnFractal(p, size * 0.6f, footprint, 3, seed + 19u);
    base = mix(m.colourA.xyz, m.colourB.xyz, dipped) * (1.0f + 0.08f * pooled) * (1.0f - 0.55f * speck);
    roughness = clamp(m.colourA.w + 0.08f * pooled + 0.1f * speck, 0.03f, 1.0f);
}

// Brushed around the z axis or along x, by the seed's last bit.
VN_INLINE void vnMetal(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    vec3 along = (seed & 1u) == 0u ? vec3(p.x * 0.02f, p.y, p.z) : vec3(sqrt(p.x * p.x + p.y * p.y) * 0.3f, 0.0f, p.z);
    float brush = vnFractal(along, size, (seed & 1u) == 0u ? max(pixel.y, pixel.z) : max(pixel.z, 0.3f * max(pixel.x, pixel.y)), 3, seed);
    float patina = clamp(0.5f + vnFractal(p, 0.06f, footprint, 3, seed + 41u) * 1.6f, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, patina * m.parameters.y) * (1.0f + 0.06f * brush);
    roughness = clamp(m.colourA.w + 0.10f * brush + 0.15f * patina * m.parameters.y, 0.05f, 1.0f);
}

// Cloth: warp and weft threads of two colours, slubs, and pilling.
VN_INLINE void vnWeave(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float thread = m.parameters.x;
    uint seed = m.kind.y;
    float u = p.x / thread; float v = (p.y + p.z) / thread;
    float across = pixel.x / thread; float down = (pixel.y + pixel.z) / thread;
    // Pixels nearly as wide as a thread would beat with it.
    float band = vnWaveMean(across) * vnWaveMean(down) * vnBand(1.4f, max(across, down));
    float over = sin(u * 3.14159265f) * sin(v * 3.14159265f);
    // Thicker threads: as narrow as threads are, so that none is left from afar. Half threads off the sine's, whose zeros would hide them.
    float slub = vnBand(2.5f, down) * vnNoise(vec3(u * 0.025f, 0.7f * v + 0.5f, 0.5f), seed) + vnBand(2.5f, across) * vnNoise(vec3(0.7f * u + 0.5f, v * 0.025f, 0.5f), seed + 5u);
    float t = clamp(0.5f + 0.5f * over * band + 0.16f * slub, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t * m.parameters.y) * (1.0f + 0.25f * band * (abs(over) - 0.405f));
    roughness = m.colourA.w;
}

// Brushed metal: long fine strokes, around z where the seed is odd, else along x. `feature`: width of a stroke; `wear`: scratches and prints.
VN_INLINE void vnBrushed(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    bool around = (seed & 1u) != 0u;
    vec3 q = around ? vec3(sqrt(p.x * p.x + p.y * p.y) * 0.3f, 0.0f, p.z) : vec3(p.x * 0.012f, 0.8f * p.y + 0.6f * p.z, 0.8f * p.z - 0.6f * p.y);
    float across = around ? max(pixel.z, 0.3f * max(pixel.x, pixel.y)) : max(pixel.y, pixel.z);
    float strokes = 0.6f * vnBand(size * 2.0f, across) * vnNoise(q / size, seed) + 0.4f * vnBand(size * 7.0f, across) * vnNoise(q * (0.27f / size), seed + 1u);
    float prints = m.parameters.z * smoothstep(-0.1f, 0.6f, vnFractal(p, 0.09f, pixel.w, 5, m.kind.w + 7u));
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(0.5f * prints, 0.0f, 1.0f)) * (1.0f + 0.10f * m.parameters.y * strokes);
    roughness = clamp(m.colourA.w + 0.12f * m.parameters.y * strokes + 0.14f * prints, 0.05f, 1.0f);
}

// Paint on iron: `wear` chips it where it was knocked, at its edges most, down to rust (the second colour), which stains the paint around. `feature`: of a chip.
VN_INLINE void vnPainted(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    uint seed = m.kind.y;
    float grain = vnBand(0.006f, pixel.w) * vnNoise(p * 300.0f, seed + 9u), cloud = vnFractal(p, 0.5f, pixel.w, 3, m.kind.w + 11u);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.04f * grain + 0.10f * cloud));
    roughness = clamp(m.colourA.w + 0.03f * grain + 0.10f * cloud * m.parameters.z, 0.05f, 1.0f);
    if (m.parameters.z <= 0.0f) { return; }
    float flakes = vnFractal(p, 0.7f * m.parameters.x, pixel.w, 4, m.kind.w), places = vnFractal(p, 0.31f, pixel.w, 3, m.kind.w + 5u);
    // As in vnUse: thin things are not all edge.
    float smallest = min(m.form.x, min(m.form.y, m.form.z));
    float edge = 1.0f - smoothstep(0.0f, min(0.010f, 0.3f * max(smallest, 1e-4f)), vnFromEdge(m, p));
    float knocked = flakes + 0.75f * places + 0.24f * edge - 0.70f + 0.55f * m.parameters.z;
    // A pixel wider than chips are shows a share of them.
    float soft = 0.05f + 0.35f * smoothstep(0.2f, 1.5f, pixel.w / m.parameters.x);
    float bare = smoothstep(-0.5f * soft, soft, knocked), stain = 0.45f * m.parameters.z * smoothstep(-0.22f, 0.1f, knocked);
    base = mix(mix(base, m.colourB.xyz * 1.5f, stain), m.colourB.xyz * (1.0f + 0.35f * grain + 0.5f * flakes), bare);
    roughness = clamp(mix(roughness + 0.2f * stain, 0.85f, bare), 0.05f, 1.0f);
}

// Leather: pebbles with darker creases; worn places are lighter and smoother. `feature`: size of a pebble.
VN_INLINE void vnLeather(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float gap;
    uint pebble = vnStone(p / size, seed, gap);
    float band = vnBand(size * 0.9f, pixel.w);
    float crease = mix(0.22f, 0.67f * (1.0f - smoothstep(0.0f, 0.22f, gap)), band);
    float tone = (vnUniform(pebble) - 0.5f) * band;
    float hide = vnFractal(p, 0.22f, pixel.w, 3, m.kind.w + 3u);
    float worn = m.parameters.z * smoothstep(-0.1f, 0.5f, hide);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.10f * tone + 0.13f * hide));
    base = mix(mix(base, m.colourB.xyz, 0.32f * worn), base * 0.45f, 0.7f * m.parameters.y * crease * (1.0f - 0.5f * worn));
    roughness = clamp(m.colourA.w + 0.12f * crease - 0.10f * worn + 0.06f * hide, 0.08f, 1.0f);
}

// Carpet: tufts of two yarns, trodden here and there. `feature`: size of a tuft.
VN_INLINE void vnCarpet(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float gap;
    uint tuft = vnStone(vnTurned(p) / size, seed, gap);
    float band = vnBand(size * 1.1f, pixel.w);
    float yarn = mix(0.5f, vnUniform(tuft), band);
    float deep = mix(0.72f, 0.40f + 0.74f * smoothstep(0.0f, 0.45f, gap), band);
    float trodden = vnFractal(p, 0.45f, pixel.w, 3, seed + 3u);
    float pile = vnBand(size * 7.0f, pixel.w) * vnNoise(vnTurned(p) * (0.3f / size), seed + 5u);
    base = mix(m.colourA.xyz, m.colourB.xyz, yarn * m.parameters.y) * (deep * 1.3f) * (1.0f + 0.14f * trodden + 0.09f * pile);
    roughness = m.colourA.w;
}

// A knitted stitch and the groove beside its column; how much of both a pixel can show.
VN_INLINE float vnStitches(vec3 p, vec4 pixel, float size, VN_OUT(float) stitch, VN_OUT(float) groove) {
    float u = p.x / size; float across = abs(u - floor(u) - 0.5f);
    float v = (p.y + p.z) / (0.8f * size) + 1.1f * across;
    stitch = sin(v * 6.2831853f) * (1.0f - 1.6f * (0.5f - across));
    groove = 1.0f - smoothstep(0.0f, 0.16f, across) + smoothstep(0.40f, 0.5f, across);
    return vnWaveMean(2.0f * pixel.x / size) * vnWaveMean(2.5f * (pixel.y + pixel.z) / size);
}

// Knitting: columns of slanted stitches in x and y; z counts for both. `feature`: a stitch's width.
VN_INLINE void vnKnit(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float stitch; float groove;
    float band = vnStitches(p, pixel, size, stitch, groove);
    float fuzz = vnBand(size * 0.6f, pixel.w) * vnNoise(p * (2.5f / size), seed) + 0.5f * vnNoise(p * 9.0f, seed + 3u);
    float shade = 1.0f + band * (0.16f * stitch - 0.24f * (groove - 0.33f)) + 0.09f * fuzz;
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(m.parameters.y * (0.4f + 0.25f * fuzz), 0.0f, 1.0f)) * shade;
    roughness = m.colourA.w;
}

// Cardboard: brown fibres, flutes that just show through along x, scuffs by `wear`. `feature`: from flute to flute.
VN_INLINE void vnCardboard(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float flutes = sin(p.x / size * 6.2831853f) * vnWaveMean(2.0f * pixel.x / size);
    float fibres = vnBand(0.003f, pixel.w) * vnNoise(p * vec3(900.0f, 300.0f, 300.0f), seed) + vnBand(0.008f, pixel.w) * vnNoise(vnTurned(p) * 190.0f, seed + 3u);
    float cloud = vnFractal(p, 0.12f, pixel.w, 3, m.kind.w + 5u);
    float scuffs = 0.6f * m.parameters.z * smoothstep(0.1f, 0.8f, cloud + 0.25f * fibres);
    base = mix(m.colourA.xyz * (1.0f + m.parameters.y * (0.05f * fibres + 0.10f * cloud + 0.025f * flutes)), m.colourB.xyz, scuffs);
    roughness = clamp(m.colourA.w + 0.03f * fibres, 0.05f, 1.0f);
}

// Paper: fibres, and by `wear` yellow edges of old damp.
VN_INLINE void vnPaper(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    uint seed = m.kind.y;
    float fibres = vnBand(0.0025f, pixel.w) * vnNoise(p * 700.0f, seed) + vnBand(0.02f, pixel.w) * vnNoise(vnTurned(p) * 70.0f, seed + 3u);
    float damp = m.parameters.z * smoothstep(0.0f, 0.7f, vnFractal(p, 0.2f, pixel.w, 3, m.kind.w + 5u));
    base = mix(m.colourA.xyz * (1.0f + 0.035f * m.parameters.y * fibres), m.colourB.xyz, clamp(0.6f * damp, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.03f * fibres, 0.05f, 1.0f);
}

// Rubber: fine grain under a bloom of dust (the second colour) that `wear` brings.
VN_INLINE void vnRubber(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    uint seed = m.kind.y;
    float grain = vnBand(0.004f, pixel.w) * vnNoise(p * 450.0f, seed);
    float bloom = vnFractal(p, 0.15f, pixel.w, 4, m.kind.w + 3u);
    float dust = clamp(0.06f + m.parameters.z * (0.30f + 0.3f * bloom) + 0.03f * bloom, 0.0f, 1.0f);
    base = mix(m.colourA.xyz * (1.0f + 0.12f * m.parameters.y * grain), m.colourB.xyz, dust * m.parameters.y);
    roughness = clamp(m.colourA.w + 0.10f * dust + 0.04f * grain, 0.05f, 1.0f);
}

#endif
