using Vae.Data.Columns;

namespace Vae.Data.Tests;

/// <summary>Names of labels are known by their letters.</summary>
public sealed class LabelNameTests
{
    [Theory]
    [InlineData("label", true)]
    [InlineData(" Labels ", true)]
    [InlineData("is_outlier", true)]
    [InlineData("isFraud", true)]
    [InlineData("y_true", true)]
    [InlineData("ground truth", true)]
    [InlineData("class_2", false)]
    [InlineData("target_temperature", false)]
    [InlineData("classroom", false)]
    public void IsLikely_Name_IsThatOfALabel(string name, bool isLikely) => Assert.Equal(isLikely, LabelName.IsLikely(name));
}
