Console.Error.WriteLine(
    "This compares with ML.NET's OnnxTransformer, and no package source has the packages "
    + "Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime.");
return 3;
