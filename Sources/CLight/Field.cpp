#include "Field.h"
#include <algorithm>

void Field::makeDirections() {
    directions.resize(rayCount);
    basis.resize(rayCount * harmonicCount);
    for (int i = 0; i < rayCount; i++) {
        // A Fibonacci spiral around a slanted axis, so that no ray runs along the walls.
        float z = 1.0f - 2.0f * (i + 0.5f) / rayCount, phi = i * 2.39996323f, s = sqrt(1.0f - z * z);
        vec3 axis = normalize(vec3(0.36f, 0.48f, 0.80f)), t, b;
        frame(axis, t, b);
        directions[i] = normalize(t * (s * std::cos(phi)) + b * (s * std::sin(phi)) + axis * z);
        harmonicBasis(directions[i], &basis[i * harmonicCount]);
    }
    taps.assign(mapStride * mapStride, {});
    for (int row = 0; row < mapStride; row++) {
        for (int column = 0; column < mapStride; column++) {
            // The border repeats what lies over the map's edge.
            int x = column - 1, y = row - 1;
            if (x < 0 || x >= mapSize) { x = std::clamp(x, 0, mapSize - 1); y = mapSize - 1 - y; }
            if (y < 0 || y >= mapSize) { y = std::clamp(y, 0, mapSize - 1); x = mapSize - 1 - x; }
            vec3 d = fromOctahedral((x + 0.5f) / mapSize, (y + 0.5f) / mapSize);
            std::vector<Tap> &cell = taps[row * mapStride + column];
            float sum = 0;
            for (int i = 0; i < rayCount; i++) {
                float w = std::pow(max(0.0f, dot(d, directions[i])), 50.0f);
                if (w > 1e-3f) { cell.push_back({uint16_t(i), w}); sum += w; }
            }
            for (Tap &tap : cell) tap.weight /= sum;
        }
    }
}

void Field::create(vec3 lo, vec3 hi, float wanted, int maximumCount) {
    low = lo; high = hi;
    vec3 extent = hi - lo;
    auto cells = [&](float length, float s) { return std::max(2, int(std::lround(length / s))); };
    float s = wanted;
    do {
        nx = cells(extent.x, s); ny = cells(extent.y, s); nz = cells(extent.z, s);
        s *= 1.05f;
    } while (count() > maximumCount && count() > 8);
    spacing = vec3(extent.x / nx, extent.y / ny, extent.z / nz);
    smallestSpacing = min(spacing.x, min(spacing.y, spacing.z));
    farthest = 1.5f * length(spacing);
    Harmonics dark;
    dark.clear();
    for (auto *store : {&harmonics, &solved, &previous, &ofPatches}) store->assign(count(), dark);
    visibility.assign(size_t(count()) * mapStride * mapStride * 2, 0.0f);
    alive.assign(count(), 0);
    rays.resize(size_t(count()) * rayCount);
    further.resize(rays.size() / furtherStride);
    makeDirections();
}

vec3 Field::position(int probe) const {
    int z = probe % nz, y = probe / nz % ny, x = probe / (nz * ny);
    return low + vec3((x + 0.5f) * spacing.x, (y + 0.5f) * spacing.y, (z + 0.5f) * spacing.z);
}

Field::Cell Field::around(vec3 place) const {
    const int n[3] = {nx, ny, nz};
    const float g[3] = {(place.x - low.x) / spacing.x - 0.5f, (place.y - low.y) / spacing.y - 0.5f, (place.z - low.z) / spacing.z - 0.5f};
    Cell cell;
    for (int a = 0; a < 3; a++) {
        float q = clamp(g[a], 0.0f, n[a] - 1.001f);
        cell.first[a] = int(q);
        cell.fraction[a] = q - cell.first[a];
    }
    return cell;
}

float Field::brightestAround(vec3 place) const {
    const Cell cell = around(place);
    const int *first = cell.first;
    float brightest = 0;
    for (int x = std::max(0, first[0] - 2); x < std::min(nx, first[0] + 4); x++)
        for (int y = std::max(0, first[1] - 2); y < std::min(ny, first[1] + 4); y++)
            for (int z = std::max(0, first[2] - 2); z < std::min(nz, first[2] + 4); z++)
                brightest = max(brightest, luminance(unpack(harmonics[(x * ny + y) * nz + z].c[0])));
    constexpr float firstHarmonic = 0.28209479f;
    return brightest * firstHarmonic;
}

static inline f8 share(f8 high, float fraction) { return high * fraction + (1.0f - high) * (1.0f - fraction); }

// Of the probe that counts most.
constexpr float negligible = 0.02f;

void Field::interpolate(vec3 point, vec3 normal, vec3 towardsViewer, const Sky &sky, Harmonics &out, Harmonics *patches) const {
    out.clear();
    if (patches) patches->clear();
    const float margin = 0.05f;
    // The surface point itself decides, not the shifted one: contacts at the edge would sparkle.
    if (point.x < low.x - margin || point.y < low.y - margin || point.z < low.z - margin || point.x > high.x + margin || point.y > high.y + margin ||
        point.z > high.z + margin) {
        out = sky.harmonics;
        return;
    }
    vec3 shifted = point + normal * (0.3f * smallestSpacing) + towardsViewer * (0.1f * smallestSpacing);
    const Cell cell = around(shifted);
    // Eight probes at once, a lane each.
    const f8 high0 = {0, 1, 0, 1, 0, 1, 0, 1}, high1 = {0, 0, 1, 1, 0, 0, 1, 1}, high2 = {0, 0, 0, 0, 1, 1, 1, 1};
    f8 weight = share(high0, cell.fraction[0]) * share(high1, cell.fraction[1]) * share(high2, cell.fraction[2]);
    weight = __builtin_elementwise_max(weight, f8{} + 1e-4f);
    const f8 x = (low.x + (cell.first[0] + 0.5f) * spacing.x) + high0 * spacing.x, y = (low.y + (cell.first[1] + 0.5f) * spacing.y) + high1 * spacing.y,
             z = (low.z + (cell.first[2] + 0.5f) * spacing.z) + high2 * spacing.z;
    f8 px = x - point.x, py = y - point.y, pz = z - point.z;
    f8 facing = (px * normal.x + py * normal.y + pz * normal.z) / __builtin_elementwise_sqrt(px * px + py * py + pz * pz + 1e-8f) * 0.5f + 0.5f;
    weight *= facing * facing + 0.05f;
    f8 dx = shifted.x - x, dy = shifted.y - y, dz = shifted.z - z;
    f8 distance = __builtin_elementwise_sqrt(dx * dx + dy * dy + dz * dz + 1e-8f);
    // Octahedral coordinates, bilinear in the map with its border.
    f8 inverse = 1.0f / (__builtin_elementwise_abs(dx) + __builtin_elementwise_abs(dy) + __builtin_elementwise_abs(dz) + 1e-8f);
    f8 u = dx * inverse, v = dy * inverse;
    f8 foldedU = (1.0f - __builtin_elementwise_abs(v)) * (u < 0 ? f8{} - 1.0f : f8{} + 1.0f), foldedV = (1.0f - __builtin_elementwise_abs(u)) * (v < 0 ? f8{} - 1.0f : f8{} + 1.0f);
    f8 mapX = (dz < 0 ? foldedU : u) * (0.5f * mapSize) + (0.5f * mapSize + 0.5f), mapY = (dz < 0 ? foldedV : v) * (0.5f * mapSize) + (0.5f * mapSize + 0.5f);
    typedef int i8 __attribute__((vector_size(32)));
    i8 column = __builtin_convertvector(mapX, i8), row = __builtin_convertvector(mapY, i8);
    f8 fx = mapX - __builtin_convertvector(column, f8), fy = mapY - __builtin_convertvector(row, f8);
    int probes[8];
    f8 mean = {}, meanSquare = {}, living = {};
    for (int corner = 0; corner < 8; corner++) {
        const int probe = number(cell, corner);
        probes[corner] = probe;
        living[corner] = alive[probe];
        const float *m = &visibility[(size_t(probe) * mapStride * mapStride + row[corner] * mapStride + column[corner]) * 2], *below = m + 2 * mapStride;
        float a = fx[corner], b = fy[corner];
        mean[corner] = mix(mix(m[0], m[2], a), mix(below[0], below[2], a), b);
        meanSquare[corner] = mix(mix(m[1], m[3], a), mix(below[1], below[3], a), b);
    }
    f8 variance = __builtin_elementwise_max(meanSquare - mean * mean, f8{} + square(0.03f * smallestSpacing));
    f8 beyond = __builtin_elementwise_max(distance - mean, f8{});
    f8 chebyshev = variance / (variance + beyond * beyond);
    weight *= living * __builtin_elementwise_max(chebyshev * chebyshev * chebyshev, f8{} + 0.002f);
    // What would count for little isn't read; fading there leaves no steps.
    float most = 0, total = 0;
    for (int corner = 0; corner < 8; corner++) most = max(most, weight[corner]);
    weight -= negligible * most;
    for (int corner = 0; corner < 8; corner++) {
        float w = weight[corner];
        if (w <= 0) continue;
        total += w;
        const Harmonics &h = harmonics[probes[corner]];
        for (int k = 0; k < harmonicCount; k++) out.c[k] += h.c[k] * w;
        if (patches) for (int k = 0; k < harmonicCount; k++) patches->c[k] += ofPatches[probes[corner]].c[k] * w;
    }
    if (total <= 0) return;
    for (f4 &c : out.c) c /= total;
    if (patches) for (f4 &c : patches->c) c /= total;
}
