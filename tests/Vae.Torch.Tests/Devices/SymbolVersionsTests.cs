using System.Text;
using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Devices;

public sealed class SymbolVersionsTests
{
    [Theory]
    [InlineData("\0GLIBCXX_3.4.9\0GLIBCXX_3.4.30\0GLIBCXX_3.4.29\0", "3.4.30")]
    [InlineData("\0GLIBCXX_3.4\0", "3.4")]
    [InlineData("\0GLIBCXX_DEBUG_MESSAGE_LENGTH\0GLIBCXX_3.4.1\0", "3.4.1")]
    [InlineData("\0GLIBCXX_3.4.1", null)]
    [InlineData("a GLIBCXX_3.4.1\0", null)]
    [InlineData("\0GLIBC_2.36\0", null)]
    [InlineData("", null)]
    public void Newest_TextOfALibrary_IsTheHighestNumber(string library, string? expected) =>
        Assert.Equal(expected, SymbolVersions.Newest(Encoding.ASCII.GetBytes(library), "GLIBCXX_")?.ToString());
}
