// Smooth edges from one shaded sample a pixel: where surfaces meet, rays through eight places in the pixel ask what is seen there, and
// each takes the colour of the neighbour that shows the same surface.
#include "Illumination.h"
#include <algorithm>

namespace {
constexpr int sampleCount = 8;
// No two in a row or a column.
constexpr float places[sampleCount][2] = {{1, -3}, {-1, 3}, {5, 1}, {-3, -5}, {-5, 5}, {-7, -1}, {3, 7}, {7, -7}};

struct Seen {
    uint32_t id; // 0: nothing
    vec3 point, normal;
    float width; // of a pixel there
};

struct View {
    const VnPicture &p;

    Seen at(int x, int y) const {
        const int i = y * p.width + x;
        return {p.ids[i], xyz(p.eye) + rayThrough(p, x + 0.5f, y + 0.5f) * p.depth[i], vec3(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]), p.depth[i] / p.focalLengthInPixels};
    }
    // How unlike two places are, in pixels' widths off one another's plane and in what their normals turn.
    static float difference(const Seen &a, const Seen &b) {
        if (a.id != b.id) return 1e9f;
        if (a.id == 0) return 0;
        vec3 d = b.point - a.point;
        return (std::fabs(dot(d, a.normal)) + std::fabs(dot(d, b.normal))) / (a.width + 1e-6f) + 4.0f * (1.0f - dot(a.normal, b.normal));
    }
};

struct Smoother {
    const VnIllumination *self;
    View view;
    std::vector<Seen> rows[3]; // around the row in work

    void load(int y) {
        std::vector<Seen> &row = rows[(y + 3) % 3];
        row.resize(view.p.width);
        if (y >= 0 && y < view.p.height) for (int x = 0; x < view.p.width; x++) row[x] = view.at(x, y);
    }
    const Seen &at(int x, int y) const { return rows[(y + 3) % 3][x]; }

    template <class Body> void aroundPixel(int x, int y, Body body) const {
        for (int v = std::max(0, y - 1); v <= std::min(view.p.height - 1, y + 1); v++)
            for (int u = std::max(0, x - 1); u <= std::min(view.p.width - 1, x + 1); u++) body(u, v, at(u, v));
    }
    bool isEdge(int x, int y) const {
        constexpr float alike = 1.2f;
        const Seen &own = at(x, y);
        float most = 0;
        aroundPixel(x, y, [&](int, int, const Seen &other) { most = max(most, View::difference(own, other)); });
        return most > alike;
    }
    // The mean of what is seen at eight places in pixel (x, y), each in the colour of the neighbour that shows it.
    vec3 mean(int x, int y, const float *colours) const {
        const VnPicture &p = view.p;
        vec3 directions[sampleCount], sum(0.0f);
        float perDepth[sampleCount];
        Hit hits[sampleCount];
        for (int k = 0; k < sampleCount; k++) {
            const vec3 ray = rayThrough(p, x + 0.5f + places[k][0] / 16, y + 0.5f + places[k][1] / 16);
            perDepth[k] = length(ray);
            directions[k] = ray / perDepth[k];
        }
        self->scene.trace8(xyz(p.eye), directions, hits);
        for (int k = 0; k < sampleCount; k++) {
            Seen seen{0, vec3(0.0f), vec3(0.0f), 0};
            if (hits[k].body >= 0) {
                seen = {uint32_t(hits[k].body) + 1, xyz(p.eye) + directions[k] * hits[k].distance, self->scene.smoothNormal(hits[k]),
                        hits[k].distance / perDepth[k] / p.focalLengthInPixels};
            }
            const float *colour = colours + 3 * shownBy(x, y, places[k], seen);
            sum += vec3(colour[0], colour[1], colour[2]);
        }
        return sum / sampleCount;
    }
    // Of the pixels that show what is seen at a place in pixel (x, y) the nearest; (x, y) itself where none shows this surface.
    int shownBy(int x, int y, const float place[2], const Seen &seen) const {
        int best = y * view.p.width + x;
        float least = 1e8f;
        aroundPixel(x, y, [&](int u, int v, const Seen &other) {
            const float cost = View::difference(seen, other) + 0.1f * (square(u - x - place[0] / 16) + square(v - y - place[1] / 16));
            if (cost < least) { least = cost; best = v * view.p.width + u; }
        });
        return best;
    }
};
}

void vnPictureSmoothEdges(const VnIllumination *self, const VnPicture *p, const float *colours, float *smoothed, int32_t fromRow, int32_t toRow) {
    Smoother smoother{self, View{*p}, {}};
    smoother.load(fromRow - 1);
    smoother.load(fromRow);
    for (int y = fromRow; y < toRow; y++) {
        smoother.load(y + 1);
        for (int x = 0; x < p->width; x++) {
            const int i = y * p->width + x;
            if (!smoother.isEdge(x, y)) {
                for (int c = 0; c < 3; c++) smoothed[3 * i + c] = colours[3 * i + c];
                continue;
            }
            const vec3 mean = smoother.mean(x, y, colours);
            smoothed[3 * i] = mean.x; smoothed[3 * i + 1] = mean.y; smoothed[3 * i + 2] = mean.z;
        }
    }
}
