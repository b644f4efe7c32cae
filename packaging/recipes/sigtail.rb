class Sigtail < Formula
  desc "Log-stream filter and analyzer that knows the errors"
  homepage "@HOME@"
  url "@URL@"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "meson" => :build
  depends_on "ninja" => :build
  depends_on "pkgconf" => :build
  depends_on "python@3" => :build
  depends_on "uthash" => :build
  depends_on "libarchive"
  depends_on "libdeflate"
  depends_on "libyaml"
  depends_on "pcre2"
  depends_on "yajl"
  depends_on "zstd"

  uses_from_macos "zlib"

  def install
    system "meson", "setup", "build", "-Dtests=false", *std_meson_args
    system "meson", "compile", "-C", "build", "--verbose"
    system "meson", "install", "-C", "build"
  end

  test do
    (testpath/"log").write %Q({"level":"error","msg":"connect ECONNREFUSED 10.0.0.1:80"}\n)
    assert_match "1 unknown", shell_output("#{bin}/sigtail #{testpath}/log")
  end
end
