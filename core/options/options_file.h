#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/options/options.h"

namespace pulsarws {

// The whole of a file of settings; kFile where it cannot be read.
Result<std::string> read_settings_file(const std::string& path);

// Text without the blanks at its ends.
std::string_view without_blanks(std::string_view text) noexcept;

// A file's lines without their ends, without a byte order mark before them.
std::vector<std::string_view> lines_of(std::string_view text);

// "context, line 7: what is wrong".
Error in_line(const Error& error, const std::string& file, std::size_t line);

// Lines "name=value", comments behind '#', empty lines. Changes nothing where
// one line is wrong; the error names `file` and the line.
Error set_from_text(Options& options, std::string_view text,
                    const std::string& file);
Error load_options_file(Options& options, const std::string& path);

// All options of the kind in the table's order, as set_from_text reads them.
// What has no value, and secrets, masked, stand in comments.
std::string dump_options(const Options& options);

}  // namespace pulsarws
