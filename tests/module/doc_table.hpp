// SPDX-License-Identifier: MIT
// DocTable: a table of a page of docs/, read as the data of a test.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace infobip_otp::testing {

// Cells by the name of their column, without blanks around; "-" is an empty cell.
using DocRow = std::map<std::string, std::string>;

// The first table below the line "## HEADING" of the page. Throws where there is none, where a row
// has more or fewer cells than the head, or where two rows begin with the same cell.
std::vector<DocRow> read_doc_table(const std::string& page, const std::string& heading);

// What stands between backticks, in order.
std::vector<std::string> in_backticks(const std::string& cell);

// Between commas, without blanks around.
std::vector<std::string> between_commas(const std::string& cell);

}  // namespace infobip_otp::testing
