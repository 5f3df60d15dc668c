// Edge-aware filtering of what cells found: taps twice as far apart in each pass; the first steadies everything, the later ones only
// what is smooth by nature.
#include "PixelTracer.h"

namespace {
// How much more values go up and down around a cell than an edge through it makes them, 0...1; where they are shares of a lamp, and not all or nothing as
// across the narrow shadows of small things; and where they go no further than the grain of so few rays.
f8 unrest(const f8 *values, int columns, int rows, int column, int row, int step, float rays) {
    constexpr float enough = 4; // shares among the eight
    constexpr float much = 1.5f; // times the grain that so many rays have
    f8 ring[8];
    for (int k = 0; k < 8; k++) {
        const int u = std::clamp(column + ringAcross[k] * step, 0, columns - 1), v = std::clamp(row + ringDown[k] * step, 0, rows - 1);
        ring[k] = values[v * columns + u];
    }
    f8 least = ring[0], most = ring[0], way = {}, shares = {};
    for (int k = 0; k < 8; k++) {
        least = __builtin_elementwise_min(least, ring[k]);
        most = __builtin_elementwise_max(most, ring[k]);
        way += __builtin_elementwise_abs(ring[k] - ring[(k + 1) & 7]);
        shares += (ring[k] > 0.0f & ring[k] < 1.0f) ? f8{} + 1.0f : f8{};
    }
    const f8 range = most - least, middle = (most + least) * 0.5f, none = {}, whole = none + 1.0f, divisor = __builtin_elementwise_max(range, none + 1e-3f);
    const f8 grain = __builtin_elementwise_sqrt(__builtin_elementwise_max(middle * (1.0f - middle), none)) / sqrt(rays * sqrt(rays));
    auto upToWhole = [&](const f8 &share) { return __builtin_elementwise_min(share, whole); };
    return upToWhole((way - 2.0f * range) / divisor) * upToWhole(shares / enough) * upToWhole(much * grain / divisor);
}

template <int pass> void filterRow(VnIllumination *self, const VnPicture *p, int row) {
    constexpr int step = 1 << pass, from = pass & 1, to = from ^ 1;
    constexpr bool filtersVisibility = pass < 2;
    // B-splines of fourth and second order: pixels that have gathered for a while need less help.
    constexpr float wide[3] = {0.375f, 0.25f, 0.0625f}, narrow[3] = {0.5f, 0.25f, 0.0f};
    // The same between the columns, where rows that are shifted by half a cell have theirs.
    constexpr float wideBetween[2] = {0.34f, 0.16f}, narrowBetween[2] = {0.5f, 0.0f};
    constexpr float settledCount = 3.5f, onlyOneLook = 1.5f, fewLooks = 2, manyLooks = 9;
    // What lies around a lamp casts much the same shadows as the lamp, whose are better known: over their edges it isn't mixed.
    constexpr float shadeSharpness = 4, sharpness = 4;
    // Small lights keep their shadows' edges where they have some; windows' are soft.
    constexpr float wideShare = pass == 0 ? 1.0f : 0.4f, narrowShare = pass == 0 ? 0.15f : 0.05f;
    const LampKinds lamps(self->lights);
    const f8 leastShare = wideShare + lamps.small * (narrowShare - wideShare);
    const bool isAnySmall = lamps.isAnySmall();
    CellMemory &now = self->memory.now;
    const Cells &cells = self->memory.cells;
    const int columns = cells.columns, rows = cells.rows;
    const f4 *points = now.point.data(), *normals = now.normal.data();
    auto roughnessOf = [&](int column, int row) { return p->roughness[cells.y(row) * p->width + cells.x(column, row)]; };
    const f8 *visibilities = self->visibility[from].data();
    const f8 *glosses = pass == 0 ? now.gloss.data() : self->gloss[from].data(), *indirects = pass == 0 ? now.indirect.data() : self->indirect[from].data();
    for (int column = 0; column < columns; column++) {
        const int i = row * columns + column;
        f4 point = points[i], normal = normals[i];
        // What was refined is worth remembering.
        if (pass == 0) now.visibility[i] = visibilities[i];
        f8 visibility = visibilities[i], gloss = glosses[i], indirect = indirects[i];
        if (point[3] > 0) {
            const float roughness = roughnessOf(column, row), scale = 1.0f / (0.003f + 0.7f * step * cells.edge * normal[3] / p->focalLengthInPixels);
            const float blurOfLamps = smoothstep(pass == 0 ? 0.04f : pass == 1 ? 0.15f : 0.3f, pass == 0 ? 0.2f : pass == 1 ? 0.4f : 0.6f, roughness);
            // All else that is reflected is as unsharp as the lobe is wide where it lies, and found by fewer rays.
            const float apartInPixels = step * cells.edge, lobeInPixels = 2 * square(roughness) * p->focalLengthInPixels * glosses[i][glossBeyond];
            const float blur = max(blurOfLamps, smoothstep(apartInPixels, 3 * apartInPixels, lobeInPixels));
            const bool isWide = pass < 2 && now.indirect[i][indirectCount] < settledCount;
            const int reach = isWide ? 2 : 1;
            const float *kernel = isWide ? wide : narrow, *between = isWide ? wideBetween : narrowBetween, own = kernel[0] * kernel[0], openness = indirect[3];
            // Shadows that were looked at anew, of what moves, have had more rays at once.
            const bool isWideForShadows = isWide && now.visibility[i][visibilityCount] < onlyOneLook;
            const float *shadowKernel = isWideForShadows ? wide : narrow, *shadowBetween = isWideForShadows ? wideBetween : narrowBetween;
            // All light that comes around, in about equal shares of its colours.
            auto brightness = [&](const f8 &l) { return l[0] + l[1] + l[2] + l[4] + l[5] + l[6]; };
            const float bright = brightness(indirect), sharp = now.shadowAt[i][3];
            auto indirectShare = [&](int j) { return pass > 0 ? 1.0f : indirects[j][indirectCount]; };
            auto glossShare = [&](int j) { return pass > 0 ? 1.0f : max(stopgap, glosses[j][glossCount]); };
            // Lamps' highlights that were looked at more often than live light does need little help, and would lose light over their edges.
            const float highlightShare = square(square(manyLooks / max(manyLooks, now.gloss[i][glossCount])));
            const float lampShare = blurOfLamps * highlightShare;
            const f8 glossLanes = {blur, blur, blur, blur, lampShare, lampShare, lampShare, blur};
            // What was looked at more often needs less of its neighbours; of what windows light the grain is wide, and stays long.
            const float scarce = fewLooks / max(fewLooks, now.visibility[i][visibilityCount]);
            const f8 ownShare = leastShare + lamps.small * ((wideShare - leastShare) * max(0.0f, 1.0f - sharpness * sharp));
            f8 visibilityShare = ownShare * (scarce + lamps.wide * (sqrt(sqrt(scarce)) - scarce));
            if (filtersVisibility) visibilityShare += (wideShare - visibilityShare) * unrest(visibilities, columns, rows, column, row, step, lampRays * max(1.0f, now.visibility[i][visibilityCount]));
            f8 visibilityWeight = square(shadowKernel[0]) + f8{}, glossWeight = own * glossShare(i) + f8{};
            f8 indirectWeight = own * indirectShare(i) + f8{};
            visibility *= visibilityWeight; gloss *= glossWeight; indirect *= indirectWeight;
            for (int dy = -reach; dy <= reach; dy++) {
                const int v = row + dy * step;
                if (v < 0 || v >= rows) continue;
                const int shifted = cells.shift(v) - cells.shift(row);
                for (int dx = shifted == 0 ? -reach : -reach + (shifted < 0); dx <= (shifted == 0 ? reach : reach - (shifted > 0)); dx++) {
                    const int u = column + dx * step;
                    if (u < 0 || u >= columns || (dx == 0 && dy == 0)) continue;
                    const float across = shifted == 0 ? kernel[std::abs(dx)] : between[std::abs(2 * dx + shifted) / 2];
                    const int j = v * columns + u;
                    f4 q = points[j], d = (q - point) * normal, c = normals[j] * normal;
                    float off = 1.0f - std::fabs(d[0] + d[1] + d[2]) * scale, cosine = c[0] + c[1] + c[2];
                    if (off <= 0 || cosine <= 0.3f || q[3] == 0) continue;
                    const float alikeness = off * square(square(square(cosine))), w = across * kernel[std::abs(dy)] * alikeness;
                    if (filtersVisibility) {
                        const float acrossShadows = shifted == 0 ? shadowKernel[std::abs(dx)] : shadowBetween[std::abs(2 * dx + shifted) / 2];
                        f8 share = acrossShadows * shadowKernel[std::abs(dy)] * alikeness * visibilityShare;
                        visibility += visibilities[j] * share;
                        visibilityWeight += share;
                    }
                    else {
                        // Shadows are wide where nothing close by casts them.
                        const f8 share = (lamps.wide + lamps.small) * (w * max(0.0f, 1.0f - sharpness * max(sharp, now.shadowAt[j][3])));
                        visibility += visibilities[j] * share;
                        visibilityWeight += share;
                    }
                    // By now openness and brightness are steady enough to tell a shade from noise.
                    float alike = 1;
                    if (pass >= 2) {
                        const float other = brightness(indirects[j]);
                        alike = max(0.0f, 1.0f - 5.0f * std::fabs(indirects[j][3] - openness)) * max(0.0f, 1.0f - 4.0f * std::fabs(other - bright) / (other + bright + 1e-6f));
                    }
                    float apart = 0;
                    if (isAnySmall) {
                        const f8 differences = lamps.small * __builtin_elementwise_abs(visibilities[j] - visibilities[i]);
                        for (int k = 0; k < lampLanes - 1; k++) apart += differences[k];
                    }
                    const float shade = max(0.0f, 1.0f - shadeSharpness * apart);
                    const f8 lanes = {1, 1, 1, 1, shade, shade, shade, 1};
                    const f8 share = lanes * (w * alike * indirectShare(j));
                    indirect += indirects[j] * share;
                    indirectWeight += share;
                    if (pass < 3 && blur > 0) {
                        const f8 share = glossLanes * lanes * (w * alike * max(0.0f, 1.0f - 4.0f * std::fabs(roughnessOf(u, v) - roughness)) * glossShare(j));
                        gloss += glosses[j] * share;
                        glossWeight += share;
                    }
                }
            }
            visibility /= visibilityWeight;
            indirect /= indirectWeight;
            gloss /= glossWeight;
        }
        self->visibility[to][i] = visibility;
        self->indirect[to][i] = indirect;
        self->gloss[to][i] = gloss;
    }
}
}

void vnPictureFilter(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    for (int row = fromRow; row < toRow; row++) {
        if (pass == 0) filterRow<0>(self, p, row);
        if (pass == 1) filterRow<1>(self, p, row);
        if (pass == 2) filterRow<2>(self, p, row);
        if (pass == 3) filterRow<3>(self, p, row);
    }
}
