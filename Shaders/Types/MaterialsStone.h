// Stone, plaster, and what is laid of it.
#ifndef VENEER_MATERIALS_STONE_H
#define VENEER_MATERIALS_STONE_H

// Sheets of vein around whole numbers of f, each with a strength and width of its own: a dark core in a wider, fainter stain.
VN_INLINE float vnVeins(float f, float width, float pixel, uint seed) {
    float sheet = floor(f + 0.5f);
    float strength = vnUniform(vnHash(seed + uint(int(sheet)) * 0x9e3779b9u));
    float wide = width * (0.25f + 1.3f * strength * strength);
    return (0.35f + 0.65f * strength) * (0.82f * vnVein(f - sheet, wide, 0.5f * pixel) + 0.18f * vnVein(f - sheet, 6.0f * wide, 0.5f * pixel));
}

// Main veins run one way, `feature` metres apart, bent at many scales and fading in and out; side veins leave them at an angle, hairlines
// fill in; the ground is cloudy.
VN_INLINE void vnMarble(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    float footprint = pixel.w / size;
    uint seed = m.kind.y;
    vec3 across = normalize(vec3(0.4f + vnUniform(vnHash(seed)), 2.0f * vnUniform(vnHash(seed + 1u)) - 1.0f, 1.2f * vnUniform(vnHash(seed + 2u)) - 0.6f));
    vec3 aslant = normalize(across + vec3(-0.7f * across.y, 0.9f * across.x, 0.5f));
    vec3 q = p / size + vec3(17.0f * vnUniform(vnHash(seed + 3u)));
    // Bends that the veins share keep them from crossing; finer ones are the veins' own.
    float n1 = vnGradientNoise(q * 0.45f, seed);
    float n2 = vnGradientNoise(vnTurned(q) * 1.1f, seed + 5u) * vnBand(0.9f, footprint);
    float n3 = vnGradientNoise(q * 2.9f, seed + 9u) * vnBand(0.35f, footprint);
    float n4 = vnGradientNoise(vnTurned(q) * 7.5f, seed + 13u) * vnBand(0.13f, footprint);
    float presence = vnNoise(q * 0.62f, seed + 31u);
    float cloud = vnNoise(vnTurned(q) * 0.9f + vec3(1.3f * n1), seed + 77u);
    float fine = 0.21f * n3 + 0.055f * n4;
    float here = smoothstep(-0.55f, 0.35f, presence + 0.5f * n2);
    float main = vnVeins(dot(q, across) + 1.5f * n1 + 0.5f * n2 + fine, 0.055f, 1.7f * footprint, seed) * here;
    float side = vnVeins(1.35f * dot(q, aslant) + 1.1f * n1 - 0.6f * n2 + fine, 0.035f, 2.3f * footprint, seed + 3u) * smoothstep(0.0f, 0.6f, 0.25f - presence + n2);
    float hair = vnVein(n2 + 0.55f * n3 + 0.2f * n4 + 0.05f, 0.022f, 1.2f * footprint) * smoothstep(-0.2f, 0.5f, cloud) * vnBand(0.5f, footprint);
    float veins = clamp((1.15f * main + 0.75f * side + 0.4f * hair) * m.parameters.y, 0.0f, 1.0f);
    // Pale marble is clouded, dark marble hardly.
    float ground = (0.2f + 0.8f * m.colourA.xyz.y) * clamp(m.parameters.y * (0.12f + 0.13f * cloud + 0.26f * n1 + 0.10f * n3), 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(veins + ground * (1.0f - veins), 0.0f, 1.0f));
    float worn = m.parameters.z * smoothstep(-0.4f, 0.6f, cloud + n3);
    roughness = clamp(m.colourA.w + 0.05f * veins + 0.25f * worn, 0.03f, 1.0f);
}

// Painted or bare plaster: almost one colour, with the grain of the roller; `wear` brings stains and rubbed places.
VN_INLINE void vnPlaster(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float grain = vnBand(0.0045f, pixel.w) * vnNoise(p * 330.0f, seed) + vnBand(0.016f, pixel.w) * vnNoise(vnTurned(p) * 95.0f, seed + 3u);
    float trowel = vnFractal(p, size, pixel.w, 2, seed + 13u);
    float stain = m.parameters.z * smoothstep(0.0f, 0.7f, vnNoise(p * vec3(2.1f, 2.1f, 0.9f), m.kind.w + 21u) + trowel);
    float t = m.parameters.y * (0.35f + 0.16f * grain + 0.16f * trowel);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(t + 0.7f * stain, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.03f * grain + 0.05f * trowel, 0.05f, 1.0f);
}

// Cast concrete: clouds, grain, small holes of air. `feature`: size of the clouds.
VN_INLINE void vnConcrete(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float cloud = vnFractal(p, size, pixel.w, 4, seed);
    float grain = vnBand(0.004f, pixel.w) * vnNoise(p * 420.0f, seed + 7u);
    float gap;
    uint hole = vnStone(p * 55.0f, seed + 11u, gap);
    float pit = ((hole & 7u) == 0u ? smoothstep(0.55f, 0.75f, gap) : 0.0f) * vnBand(0.012f, pixel.w);
    // Rain draws stains down.
    float stain = m.parameters.z * smoothstep(0.05f, 0.6f, vnNoise(vec3(p.x * 6.0f, p.y * 6.0f, p.z * 0.7f), m.kind.w + 19u) + 0.5f * cloud);
    float t = m.parameters.y * (0.35f + 0.55f * cloud + 0.14f * grain) + 0.55f * stain;
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(t, 0.0f, 1.0f)) * (1.0f - 0.45f * pit);
    roughness = clamp(m.colourA.w + 0.08f * cloud + 0.1f * pit, 0.05f, 1.0f);
}

// Terrazzo: chips of three stones in cement. `feature`: size of a chip.
VN_INLINE void vnTerrazzo(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float gap; float gapOfSmall;
    uint chip = vnStone(p / size, seed, gap);
    uint small = vnStone(vnTurned(p) * (2.6f / size), seed + 5u, gapOfSmall);
    float band = vnBand(size, pixel.w); float smallBand = vnBand(size * 0.4f, pixel.w);
    float edge = 0.6f * pixel.w / size;
    float large = (chip & 3u) == 0u ? 0.0f : vnStep(0.10f + 0.16f * vnUniform(chip), gap, edge + 0.02f);
    float little = (small & 3u) != 0u ? 0.0f : vnStep(0.22f, gapOfSmall, 2.6f * edge + 0.03f);
    float which = vnUniform(vnHash(large > 0.5f ? chip : small));
    // Pale, dark and a warm one between them.
    vec3 warm = mix(m.colourA.xyz, m.colourB.xyz, 0.55f) * vec3(1.12f, 0.96f, 0.82f);
    vec3 stone = which < 0.45f ? m.colourA.xyz * (0.86f + 0.5f * which) : (which < 0.75f ? m.colourB.xyz * (0.5f + which) : warm);
    vec3 cement = mix(m.colourA.xyz, m.colourB.xyz, 0.20f);
    float share = max(large * band, little * smallBand);
    vec3 mean = mix(cement, mix(m.colourA.xyz, m.colourB.xyz, 0.38f), 0.5f);
    base = mix(mean, mix(cement, stone, share * m.parameters.y), max(band, 0.0f));
    roughness = clamp(m.colourA.w + 0.06f * (1.0f - share), 0.05f, 1.0f);
}

// Running bond: courses along z are a third as high as bricks are long, and every other one is shifted by half a brick.
VN_INLINE float vnBondAlong(float along, float row, float brickLength) { return along + (row - 2.0f * floor(row * 0.5f)) * 0.5f * brickLength; }

// Share of a pixel that its joints cover. A pixel that covers several courses shows joints of both.
VN_INLINE float vnBondJoints(float along, float z, float brickLength, float halfWidth, float slope, vec4 pixel) {
    float course = brickLength / 3.0f;
    float x = vnBondAlong(along, floor(z / course), brickLength);
    float width = pixel.x + pixel.y + slope;
    float own = vnLines(x, brickLength, halfWidth, width); float other = vnLines(x + 0.5f * brickLength, brickLength, halfWidth, width);
    float upright = mix(0.5f * (own + other), own, vnBand(course, pixel.z));
    return max(upright, vnLines(z, course, halfWidth, pixel.z + slope));
}

// Brickwork in running bond: courses along z, along x or y. `feature`: a brick's length with its joint; the second colour is the mortar's.
VN_INLINE void vnBrick(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float brickLength = m.parameters.x; float course = brickLength / 3.0f;
    uint seed = m.kind.y;
    float rough = vnBand(0.02f, pixel.w) * vnNoise(p * 70.0f, seed + 3u);
    float row = floor(p.z / course);
    float along = p.x + p.y + 0.0012f * rough;
    float column = floor(vnBondAlong(along, row, brickLength) / brickLength);
    uint brick = vnHash3(int(column), int(row), 1, m.kind.w);
    float seen = vnBand(course * 1.35f, pixel.w);
    float tone = (vnUniform(brick) - 0.5f) * seen;
    float burnt = (vnUniform(vnHash(brick)) > 0.86f ? 0.45f : 0.0f) * seen * m.parameters.y;
    float grain = vnFractal(p, 0.02f, pixel.w, 3, seed + 7u);
    float joints = vnBondJoints(along, p.z + 0.0010f * rough, brickLength, 0.0055f, 0.0f, pixel);
    vec3 clay = m.colourA.xyz * (1.0f + m.parameters.y * (0.55f * tone + 0.45f * grain)) * (1.0f - burnt);
    clay = clay * vec3(1.0f, 1.0f + 0.25f * tone, 1.0f + 0.4f * tone + 0.3f * burnt);
    // Lime and soot come and go over the wall.
    float weather = m.parameters.z * smoothstep(-0.1f, 0.7f, vnNoise(p * 1.3f, m.kind.w + 17u) + 0.8f * grain);
    vec3 mortar = m.colourB.xyz * (1.0f + 0.25f * rough + 0.2f * grain);
    base = mix(mix(clay, m.colourB.xyz, 0.4f * weather), mortar, joints);
    roughness = clamp(m.colourA.w + 0.08f * joints, 0.05f, 1.0f);
}

// Square tiles in x and y, in running bond where the seed is odd. `feature`: a tile's edge with its joint; the second colour is the grout's.
VN_INLINE void vnTile(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float row = floor(p.y / size);
    float x = p.x + ((seed & 1u) == 0u ? 0.0f : 0.5f * size * (row - 2.0f * floor(row * 0.5f)));
    float column = floor(x / size);
    float halfWidth = min(0.002f, 0.02f * size);
    float tone = (vnUniform(vnHash3(int(column), int(row), 2, m.kind.w)) - 0.5f) * vnBand(size * 1.2f, pixel.w);
    float cloud = vnFractal(p + vec3(3.7f * tone), 0.16f, pixel.w, 3, seed + 5u);
    float joints = max(vnLines(x, size, halfWidth, pixel.x), vnLines(p.y, size, halfWidth, pixel.y));
    // Dirt gathers beside the joints.
    float nearJoint = max(vnLines(x, size, 5.0f * halfWidth, pixel.x), vnLines(p.y, size, 5.0f * halfWidth, pixel.y)) * m.parameters.z;
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.22f * tone + 0.14f * cloud)) * (1.0f - 0.22f * nearJoint);
    base = mix(base, m.colourB.xyz * (1.0f + 0.2f * cloud - 0.3f * m.parameters.z), joints);
    roughness = clamp(mix(m.colourA.w + 0.05f * cloud + 0.2f * nearJoint, 0.9f, joints), 0.03f, 1.0f);
}

// Where a place lies among paving stones: along its row and across all, and how long its stone is.
struct VnPavingPlace {
    float cloud; float row; float stoneLength; float x; float y; float halfJoint;
};
VN_INLINE VnPavingPlace vnPavingPlace(VnMaterial m, vec3 p, vec4 pixel) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    VnPavingPlace place;
    place.cloud = vnFractal(p, size * 0.8f, pixel.w, 5, seed + 5u);
    float uneven = 0.012f * size * place.cloud;
    place.y = p.y + uneven;
    place.row = floor(place.y / size);
    uint ofRow = vnHash3(int(place.row), 1, 1, seed);
    place.stoneLength = size * (1.05f + 0.75f * vnUniform(ofRow));
    place.x = p.x + uneven + vnUniform(vnHash(ofRow)) * place.stoneLength;
    place.halfJoint = 0.010f * size + 0.0025f;
    return place;
}

// Paving stones in rows along x, of many lengths. `feature`: a row's width; the second colour is that of the joints.
VN_INLINE void vnPaving(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    VnPavingPlace place = vnPavingPlace(m, p, pixel);
    uint stone = vnHash3(int(floor(place.x / place.stoneLength)), int(place.row), 4, m.kind.w);
    float tone = (vnUniform(stone) - 0.5f) * vnBand(size * 1.2f, pixel.w);
    float joints = max(vnLines(place.x, place.stoneLength, place.halfJoint, pixel.x), vnLines(place.y, size, place.halfJoint, pixel.y));
    float moss = m.parameters.z * smoothstep(-0.1f, 0.5f, vnNoise(p * 3.1f, m.kind.w + 9u) + place.cloud);
    float besides = max(vnLines(place.x, place.stoneLength, 4.0f * place.halfJoint, pixel.x), vnLines(place.y, size, 4.0f * place.halfJoint, pixel.y));
    vec3 top = m.colourA.xyz * (1.0f + m.parameters.y * (0.42f * tone + 0.30f * place.cloud));
    top = top * vec3(1.0f + 0.06f * tone, 1.0f, 1.0f - 0.10f * tone);
    base = mix(mix(top, m.colourB.xyz, 0.5f * moss * besides + 0.12f * moss), m.colourB.xyz * (1.0f + 0.4f * place.cloud), joints);
    roughness = clamp(m.colourA.w + 0.06f * place.cloud, 0.05f, 1.0f);
}

// Polished granite: crystals of felspar (the main colour), grey quartz and dark mica (the second). `feature`: size of a crystal.
VN_INLINE void vnGranite(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float warp = 0.35f * vnNoise(p * (1.6f / size), seed + 2u);
    float gap; float gapOfSmall;
    uint crystal = vnStone(p / size + vec3(warp), seed, gap);
    uint fleck = vnStone(vnTurned(p) * (2.3f / size) + vec3(1.5f * warp), seed + 5u, gapOfSmall);
    float band = vnBand(0.9f * size, pixel.w); float small = vnBand(0.45f * size, pixel.w);
    float edge = 0.8f * pixel.w / size;
    float whole = clamp(gap / (edge + 0.06f), 0.0f, 1.0f);
    float u = vnUniform(crystal);
    // 0: felspar, else quartz, else mica.
    vec3 quartz = mix(m.colourA.xyz, m.colourB.xyz, 0.45f);
    vec3 felspar = m.colourA.xyz * (0.85f + 0.5f * u);
    vec3 stone = u < 0.55f ? felspar : (u < 0.84f ? quartz * (0.55f + 0.6f * u) : m.colourB.xyz * 1.3f);
    vec3 mean = mix(m.colourA.xyz, m.colourB.xyz, 0.30f);
    base = mix(mean, stone, band * m.parameters.y * (0.55f + 0.45f * whole));
    float mica = (fleck & 7u) < 2u ? clamp((gapOfSmall - 0.06f) / (2.3f * edge + 0.08f), 0.0f, 1.0f) * small : 0.0f;
    // What mica takes, the rest gives: afar there is none to be seen.
    base = base * (mean / mix(mean, m.colourB.xyz * 0.7f, 0.155f * small * m.parameters.y));
    base = mix(base, m.colourB.xyz * 0.7f, 0.9f * mica * m.parameters.y);
    float cloud = vnFractal(p, 0.35f, pixel.w, 2, seed + 9u);
    base = base * (1.0f + 0.12f * cloud);
    roughness = clamp(m.colourA.w + 0.10f * mica, 0.03f, 1.0f);
}

VN_INLINE float vnRoughcastHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float gap;
    uint pebble = vnStone(p / size, m.kind.y, gap);
    float band = vnBand(0.9f * size, pixel.w);
    lost = 0.11f * (1.0f - band * band);
    float dome = smoothstep(0.0f, 0.55f, gap) * (0.3f + 0.7f * vnUniform(pebble));
    return size * (0.30f * band * dome + 0.14f * vnFractal(p, 0.5f * size, pixel.w, 2, m.kind.y + 3u)) + 0.002f * vnFractal(p, 0.25f, pixel.w, 2, m.kind.y + 7u);
}

// Roughcast: plaster thrown on with small stones. `feature`: size of a stone; rain draws stains (the second colour) down by `wear`.
VN_INLINE void vnRoughcast(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float gap;
    uint seed = m.kind.y;
    uint pebble = vnStone(p / size, seed, gap);
    float band = vnBand(0.9f * size, pixel.w);
    float deep = mix(0.30f, 1.0f - smoothstep(0.0f, 0.40f, gap), band);
    float grain = vnFractal(p, 0.5f * size, pixel.w, 3, seed + 3u);
    float cloud = vnFractal(p, 0.6f, pixel.w, 3, seed + 5u);
    float stain = m.parameters.z * smoothstep(0.0f, 0.7f, vnNoise(vec3(p.x * 5.0f, p.y * 5.0f, p.z * 0.7f), m.kind.w + 9u) + 0.8f * cloud);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.10f * grain + 0.10f * cloud + 0.08f * band * (vnUniform(pebble) - 0.5f)) - 0.26f * m.parameters.y * (deep - mix(0.3f, 0.5235f, band)));
    base = mix(base, m.colourB.xyz, clamp(0.55f * stain * (0.6f + 0.8f * deep), 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.04f * grain, 0.05f, 1.0f);
}

#endif
