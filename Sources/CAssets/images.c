#include "CAssets.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

enum { largestEdge = 16384 };

static int32_t fail(char *message, const char *reason) {
    snprintf(message, 200, "%s", reason);
    return -1;
}

static int32_t decodePNG(const uint8_t *bytes, int64_t count, CAssetsImage *out, char *message) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&image, bytes, (size_t)count)) return fail(message, image.message);
    if (image.width > largestEdge || image.height > largestEdge) {
        png_image_free(&image);
        return fail(message, "is larger than 16384 pixels a side");
    }
    image.format = PNG_FORMAT_RGBA;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        free(pixels);
        png_image_free(&image);
        return fail(message, image.message[0] ? image.message : "out of memory");
    }
    *out = (CAssetsImage){(int32_t)image.width, (int32_t)image.height, pixels};
    return 0;
}

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf place;
    char text[JMSG_LENGTH_MAX];
} JPEGErrors;

static void onJPEGError(j_common_ptr info) {
    JPEGErrors *errors = (JPEGErrors *)info->err;
    info->err->format_message(info, errors->text);
    longjmp(errors->place, 1);
}

static void onJPEGMessage(j_common_ptr info) { (void)info; }

static int32_t decodeJPEG(const uint8_t *bytes, int64_t count, int32_t wantedEdge, CAssetsImage *out, char *message) {
    struct jpeg_decompress_struct info;
    JPEGErrors errors;
    uint8_t *volatile pixels = NULL;
    info.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = onJPEGError;
    errors.manager.output_message = onJPEGMessage;
    if (setjmp(errors.place)) {
        jpeg_destroy_decompress(&info);
        free(pixels);
        return fail(message, errors.text);
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, (unsigned long)count);
    jpeg_read_header(&info, TRUE);
    if (info.image_width > largestEdge || info.image_height > largestEdge) {
        jpeg_destroy_decompress(&info);
        return fail(message, "is larger than 16384 pixels a side");
    }
    info.out_color_space = JCS_RGB;
    info.scale_num = 1;
    info.scale_denom = 1;
    const JDIMENSION shorter = info.image_width < info.image_height ? info.image_width : info.image_height;
    while (info.scale_denom < 8 && shorter / (info.scale_denom * 2) >= (JDIMENSION)wantedEdge * 2) info.scale_denom *= 2;
    jpeg_start_decompress(&info);
    const size_t width = info.output_width, height = info.output_height;
    pixels = malloc(width * height * 4 + width * 3);
    if (!pixels) {
        jpeg_destroy_decompress(&info);
        return fail(message, "out of memory");
    }
    JSAMPROW row = pixels + width * height * 4;
    while (info.output_scanline < height) {
        uint8_t *to = pixels + width * 4 * info.output_scanline;
        jpeg_read_scanlines(&info, &row, 1);
        for (size_t x = 0; x < width; x++) {
            to[4 * x] = row[3 * x];
            to[4 * x + 1] = row[3 * x + 1];
            to[4 * x + 2] = row[3 * x + 2];
            to[4 * x + 3] = 255;
        }
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    *out = (CAssetsImage){(int32_t)width, (int32_t)height, pixels};
    return 0;
}

int32_t cassets_decode(const uint8_t *bytes, int64_t count, int32_t wantedEdge, CAssetsImage *image, char message[200]) {
    static const uint8_t png[4] = {0x89, 'P', 'N', 'G'}, jpeg[2] = {0xff, 0xd8};
    if (count >= 4 && memcmp(bytes, png, 4) == 0) return decodePNG(bytes, count, image, message);
    if (count >= 2 && memcmp(bytes, jpeg, 2) == 0) return decodeJPEG(bytes, count, wantedEdge, image, message);
    return fail(message, "is neither PNG nor JPEG");
}

void cassets_free(CAssetsImage *image) {
    free(image->pixels);
    image->pixels = NULL;
}
