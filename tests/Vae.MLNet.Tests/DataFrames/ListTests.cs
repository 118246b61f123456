using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.DataFrames;

public sealed class ListTests
{
    [Fact]
    public void List_OfTestsThatNeedThePackage_IsComplete() => NeededPackages.AssertComplete("DataFrames");
}
