"""Templates that CloudFormation takes, in both notations of its functions."""

from __future__ import annotations

TEMPLATE = r"""AWSTemplateFormatVersion: "2010-09-09"
Description: The pipeline of a job
Parameters:
  ArtifactBucket:
    Type: String
  ArtifactKeyArn:
    Type: String
  NotificationTopic:
    Type: String
  SourceConnection:
    Type: String
  Branch:
    Type: String
    Default: main
Conditions:
  OnMain: !Equals [!Ref Branch, main]
Resources:
  BuildRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal:
              Service: codebuild.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: build
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - Effect: Allow
                Action:
                  - logs:CreateLogStream
                  - logs:PutLogEvents
                Resource: !GetAtt BuildLogs.Arn
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub "arn:${AWS::Partition}:s3:::${ArtifactBucket}/*"
              - Effect: Allow
                Action: [kms:Decrypt, kms:GenerateDataKey]
                Resource:
                  - Ref: ArtifactKeyArn
              - Effect: Allow
                Action: sns:Publish
                Resource: !Ref NotificationTopic
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource:
                  Fn::Join: [":", [arn:aws:secretsmanager, !Ref AWS::Region, !Ref AWS::AccountId, "secret:db-??????"]]
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: "*"
  PipelineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal:
              Service: [codepipeline.amazonaws.com]
            Action: sts:AssumeRole
  PipelinePolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: pipeline
      Roles: [!Ref PipelineRole]
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action: [codebuild:StartBuild, codebuild:BatchGetBuilds]
            Resource: !GetAtt [Build, Arn]
          - Effect: Allow
            Action: [codeconnections:UseConnection, codestar-connections:UseConnection]
            Resource: !Ref SourceConnection
  BuildLogs:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      LogGroupName: /aws/codebuild/orders-build
      RetentionInDays: 30
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: orders-build
      Source:
        Type: CODEPIPELINE
        BuildSpec: |
          version: 0.2
          phases:
            build:
              commands:
                - make
          artifacts:
            files:
              - "**/*"
      Artifacts:
        Type: CODEPIPELINE
      Environment:
        Type: LINUX_CONTAINER
        ComputeType: BUILD_GENERAL1_SMALL
        Image: aws/codebuild/amazonlinux-x86_64-standard:5.0
      ServiceRole: !GetAtt BuildRole.Arn
      EncryptionKey: !Ref ArtifactKeyArn
      TimeoutInMinutes: 60
      LogsConfig:
        CloudWatchLogs:
          Status: ENABLED
          GroupName: !Ref BuildLogs
      Tags:
        - Key: team
          Value: shop
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: orders
      PipelineType: V2
      ExecutionMode: QUEUED
      RoleArn: !GetAtt PipelineRole.Arn
      ArtifactStore:
        Type: S3
        Location: !Ref ArtifactBucket
        EncryptionKey:
          Type: KMS
          Id: !Ref ArtifactKeyArn
      DisableInboundStageTransitions:
        - StageName: Build
          Reason: waits
      Stages:
        - Name: Source
          Actions:
            - Name: Source
              RunOrder: 1
              ActionTypeId:
                Category: Source
                Owner: AWS
                Provider: CodeStarSourceConnection
                Version: "1"
              Configuration:
                ConnectionArn: !Ref SourceConnection
                FullRepositoryId: shop/orders
                BranchName: !Ref Branch
              OutputArtifacts:
                - Name: Source
        - Name: Build
          Actions:
            - Name: Build
              RunOrder: 1
              ActionTypeId:
                Category: Build
                Owner: AWS
                Provider: CodeBuild
                Version: "1"
              Configuration:
                ProjectName: !Ref Build
              InputArtifacts:
                - Name: Source
              OutputArtifacts:
                - Name: Built
  Notify:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !If [OnMain, !GetAtt BuildRole.Arn, !GetAtt PipelineRole.Arn]
      Code:
        ZipFile: |
          def handler(event, context):
              return event
"""

FOUNDATION = r"""AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root
            Action: kms:*
            Resource: "*"
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      VersioningConfiguration:
        Status: Enabled
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource:
              - !GetAtt Bucket.Arn
              - !Sub "${Bucket.Arn}/*"
            Condition:
              Bool:
                aws:SecureTransport: "false"
"""
