/* See picture_file.h. */
#include "view/picture_file.h"

#include <cairo.h>

enum sibu_status picture_file_write(const struct raster *raster, const char *path, struct sibu_fault *fault)
{
    int stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, raster->width);
    if (stride != raster->width * 4) {
        return sibu_fault_set(fault, SIBU_LIMIT, path, "画面宽度 %d 不受支持", "a width of %d is not supported",
                              (int)raster->width);
    }
    cairo_surface_t *surface = cairo_image_surface_create_for_data((unsigned char *)raster->pixels, CAIRO_FORMAT_RGB24,
                                                                   raster->width, raster->height, stride);
    cairo_status_t written = cairo_surface_write_to_png(surface, path);
    cairo_surface_destroy(surface);
    if (written != CAIRO_STATUS_SUCCESS) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法写入图片：%s", "cannot write the picture: %s",
                              cairo_status_to_string(written));
    }
    return SIBU_OK;
}
